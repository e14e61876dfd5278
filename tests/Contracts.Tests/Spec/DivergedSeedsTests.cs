using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

/// <summary>The key <c>diverged</c> of the objective and of claims.</summary>
public sealed class DivergedSeedsTests
{
    private const string Head = "name: x\ndataset: mnist\nspace: {width: [8, 16]}\n";

    [Theory]
    [InlineData("", DivergedSeeds.Reported, null)]
    [InlineData("objective: test_accuracy\n", DivergedSeeds.Reported, null)]
    [InlineData("objective: {diverged: ignore}\n", DivergedSeeds.Ignored, null)]
    [InlineData("objective: {diverged: worst}\n", DivergedSeeds.Worst, 0.0)]
    [InlineData("objective: {metric: train_accuracy, epoch: best, diverged: worst}\n", DivergedSeeds.Worst, 0.0)]
    [InlineData("objective: {metric: test_loss, diverged: ignore}\n", DivergedSeeds.Ignored, null)]
    public void Read_Objective_SaysWhatADivergedTrialCountsAs(string objective, DivergedSeeds diverged, double? value)
    {
        var read = Specs.Read(Head + objective).Objective;

        (read.Diverged, read.DivergedValue).ShouldBe((diverged, value));
    }

    [Theory]
    [InlineData("ignore", "", DivergedSeeds.Ignored)]
    [InlineData("worst", "", DivergedSeeds.Worst)]
    [InlineData("worst", ", metric: train_accuracy", DivergedSeeds.Worst)]
    [InlineData("worst", ", metric: test_loss", DivergedSeeds.Reported)]
    [InlineData("worst", ", metric: accuracy_gap", DivergedSeeds.Reported)]
    [InlineData("ignore", ", metric: test_loss", DivergedSeeds.Ignored)]
    [InlineData("worst", ", diverged: ignore", DivergedSeeds.Ignored)]
    public void Read_Claim_CountsAsTheObjectiveDoesUnlessItSaysOtherwise(string objective, string claim, DivergedSeeds diverged) =>
        Specs.Read($"{Head}objective: {{diverged: {objective}}}\nclaims: [{{that: \"width: increasing\"{claim}}}]\n")
            .Claims.ShouldHaveSingleItem().Diverged.ShouldBe(diverged);

    [Theory]
    [InlineData("objective: {metric: test_loss, diverged: worst}", "objective.diverged", "has a worst value")]
    [InlineData("objective: {metric: test_accuracy, goal: minimize, diverged: worst}", "objective.diverged", "has a worst value")]
    [InlineData("objective: {diverged: wrost}", "objective.diverged", "worst")]
    [InlineData("claims: [{that: \"width: increasing\", metric: test_loss, diverged: worst}]", "claims[0].diverged", "has a worst value")]
    public void Read_WithoutAWorstValue_IsRefused(string body, string path, string part)
    {
        var problem = SpecReader.Read($"{Head}{body}\n").Problems.ShouldHaveSingleItem();

        problem.Path.ShouldBe(path);
        problem.Line.ShouldBe(4);
        $"{problem.Message} {problem.Remedy}".ShouldContain(part);
    }
}
