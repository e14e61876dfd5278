using System.Text.Json;
using SweepCluster.Coordinator.Views;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Tests.Rendering;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("plain text, ±é漢字 👍", "plain text, ±é漢字 👍")]
    [InlineData("\e[31mred", "\\u001b[31mred")]
    [InlineData("a\u0007b\bc\u007f", "a\\u0007b\\u0008c\\u007f")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("\u202etxt.exe\u2066", "\\u202etxt.exe\\u2066")]
    [InlineData("over\rwritten", "over\\u000dwritten")]
    [InlineData("first\r\nsecond\n\tthird", "first\r\nsecond\n\tthird")]
    public void Escape_UnsafeCharacters_BecomeVisible(string text, string shown)
    {
        TerminalText.Escape(text).ShouldBe(shown);
        TerminalText.Escape(shown).ShouldBe(shown);
    }

    [Theory]
    [InlineData("first\nsecond\r\nthird\tfourth", "first second third fourth")]
    [InlineData("a\u2028b\u0085c", "a b c")]
    [InlineData("\e]0;title\u0007", "\\u001b]0;title\\u0007")]
    public void Line_LineBreaks_BecomeBlanks(string text, string shown) => TerminalText.Line(text).ShouldBe(shown);

    [Fact]
    public void Escape_ALineOfJson_KeepsItsMeaning()
    {
        var line = JsonLine.Object(json => json.WriteString("text", "\e[2J\u009b\u202e\u2028"));

        JsonDocument.Parse(TerminalText.Escape(line)).RootElement.GetProperty("text").GetString().ShouldBe("\e[2J\u009b\u202e\u2028");
        TerminalText.Escape(line).ShouldNotContain('\u202e');
    }

    [Fact]
    public async Task Writer_EveryWayToWrite_PassesTheGate()
    {
        using var behind = new StringWriter { NewLine = "\n" };
        using var gate = new TerminalWriter(behind);

        gate.Write('\e');
        gate.Write("\e");
        gate.Write("{0}", "\e");
        gate.Write(['\e'], 0, 1);
        gate.Write("\e".AsSpan());
        gate.WriteLine("\e");
        gate.WriteLine(new object[] { "\e" }[0]);
        await gate.WriteAsync('\e');
        await gate.WriteAsync("\e");
        await gate.WriteAsync("\e".AsMemory(), TestContext.Current.CancellationToken);
        await gate.WriteLineAsync("\e");
        await gate.WriteLineAsync("\e".AsMemory(), TestContext.Current.CancellationToken);

        behind.ToString().ShouldNotContain('\e');
        behind.ToString().Split("\\u001b").Length.ShouldBe(13);
    }

    [Fact]
    public void Table_UnsafeCells_AreMeasuredAsTheyAreShown()
    {
        var table = new TextTable(new("name"), new("value"));
        table.Add("\e[1m", "1");
        table.Add("two\nlines", "2");

        table.Lines().ShouldBe(["name       value", "\\u001b[1m  1", "two lines  2"]);
    }
}
