using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Tests.Rendering;

public sealed class TextTableTests
{
    [Fact]
    public void Lines_WithRoom_AlignsColumnsWithoutTrailingBlanks()
    {
        var table = Table();

        table.Lines().ShouldBe(
        [
            "name         count  extra",
            "a-long-name      1  x",
            "b              234",
        ]);
    }

    [Theory]
    [InlineData(25, "a-long-name      1  x")]
    [InlineData(18, "a-long-name      1")]
    [InlineData(17, "a-long-na…      1")]
    [InlineData(12, "a-lo…      1")]
    [InlineData(5, "a-lo…      1")]
    public void Lines_Narrower_ShrinkThenDropAndNeverBreak(int width, string first) => Table().Lines(width)[1].ShouldBe(first);

    [Fact]
    public void Add_WrongNumberOfCells_IsABug() =>
        Should.Throw<ArgumentException>(() => new TextTable(new TextColumn("one")).Add("1", "2"));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("ab cd", 4, "ab…")]
    [InlineData("abc", 0, "")]
    public void Cut_Text_KeepsItsBeginning(string text, int width, string expected) => TextTable.Cut(text, width).ShouldBe(expected);

    [Theory]
    [InlineData("one two three", 7, new[] { "one two", "three" })]
    [InlineData("one two three", 3, new[] { "one", "two", "three" })]
    [InlineData("unbreakable", 3, new[] { "unbreakable" })]
    [InlineData("", 10, new[] { "" })]
    public void Wrapped_Text_BreaksAtBlanks(string text, int width, string[] expected) => Wrapped.Lines(text, width).ShouldBe(expected);

    private static TextTable Table()
    {
        var table = new TextTable(new("name", ShrinksTo: 5), new("count", Right: true), new("extra", DropOrder: 1));
        table.Add("a-long-name", "1", "x");
        table.Add("b", "234", "");
        return table;
    }
}
