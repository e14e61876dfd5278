using SweepCluster.Model.Spec.Parsing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("widht", "width", 1)]
    [InlineData("width", "with", 1)]
    [InlineData("momentun", "momentum", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_OfTwoWords_CountsEdits(string left, string right, int distance)
    {
        NearestName.Distance(left, right).ShouldBe(distance);
        NearestName.Distance(right, left).ShouldBe(distance);
    }

    [Theory]
    [InlineData("Width", "width")]
    [InlineData("weight-decay", "weight_decay")]
    [InlineData("batch_size", "batch")]
    [InlineData("2", null)]
    [InlineData("colour", null)]
    public void Of_AName_FindsTheNearOneOrNone(string name, string? nearest) =>
        NearestName.Find(name, ["width", "depth", "weight_decay", "batch"]).ShouldBe(nearest);

    [Theory]
    [InlineData("--quite", "--quiet")]
    [InlineData("rn", "rm run")]
    [InlineData("lead", "leaderboard")]
    [InlineData("leaderbord", "leaderboard")]
    [InlineData("x", "")]
    [InlineData("xyzzy", "")]
    public void All_OfAName_AreTheNearOnesAndThoseItBegins(string name, string near) =>
        string.Join(' ', NearestName.FindAll(name, ["run", "rm", "leaderboard", "--quiet", "--query-all"])).ShouldBe(near);
}
