using System.Text;
using System.Text.Json;
using SweepCluster.Coordinator.Tests.Commands;
using SweepCluster.Coordinator.Views;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Tests.Rendering;

/// <summary>What a terminal without other characters than ASCII gets.</summary>
public sealed class AsciiTextTests
{
    [Theory]
    [InlineData("width    0.9123 ±0.0012  3", "width    0.9123+-0.0012  3")]
    [InlineData("━━━──  a long configurat…", "===--  a long configurat.")]
    [InlineData("réglé à Zürich, 日本", "regle a Zurich, ??")]
    [InlineData("plain", "plain")]
    public void Transliterate_KeepsWhatCanBeKept(string text, string ascii) => AsciiText.Transliterate(text).ShouldBe(ascii);

    [Fact]
    public void Escape_ALineOfJson_KeepsItsMeaning()
    {
        var line = JsonLine.Object(json => json.WriteString("text", "± é 😀"));

        var escaped = AsciiText.Escape(line);

        Ascii.IsValid(escaped).ShouldBeTrue();
        JsonDocument.Parse(escaped).RootElement.GetProperty("text").GetString().ShouldBe("± é 😀");
    }

    [Theory]
    [InlineData("C", null, "de_DE.UTF-8", true)]
    [InlineData("POSIX", "de_DE.UTF-8", null, true)]
    [InlineData(null, null, "C", true)]
    [InlineData("", "C", "de_DE.UTF-8", true)]
    [InlineData("C.UTF-8", "C", "C", false)]
    [InlineData("de_DE.UTF-8", "C", null, false)]
    [InlineData(null, null, null, false)]
    public void IsWanted_ByTheFirstVariableThatIsSet(string? all, string? type, string? lang, bool isWanted) =>
        AsciiText.IsWanted(name => name switch { "LC_ALL" => all, "LC_CTYPE" => type, _ => lang }).ShouldBe(isWanted);

    [Fact]
    public async Task Commands_OnSuchATerminal_PrintAsciiAlone()
    {
        using var rig = new CommandRig { Terminal = Terminal.None with { IsAscii = true } };
        var description = "description: Wie groß ± wie?\n" + CommandRig.Spec;

        var (_, run, _) = await rig.RunAsync("run", rig.WriteSpec(description));
        var (_, leaderboard, _) = await rig.RunAsync("leaderboard");
        var (_, show, _) = await rig.RunAsync("show");
        var (_, json, _) = await rig.RunAsync("leaderboard", "--json");

        Ascii.IsValid(run + leaderboard + show + json).ShouldBeTrue();
        leaderboard.ShouldContain("0.7333+-0.8475");
        show.ShouldContain("Wie gros+- wie?");
    }
}
