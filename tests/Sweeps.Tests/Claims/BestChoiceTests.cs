using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Claims;
using SweepCluster.Sweeps.Looks;
using SweepCluster.Sweeps.Tests.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Claims;

/// <summary>Claims that compare each value at its own best value of another setting.</summary>
public sealed class BestChoiceTests
{
    private const string Claim = "that: adam > sgd, metric: test_accuracy, compare: {each: optimizer, at: best lr}";

    [Fact]
    public void Decide_EachAtItsBest_ChoosesByOtherSeeds()
    {
        // Configurations: adam at 0.001 and 0.1, sgd at 0.001 and 0.1. Half of the eight seeds choose by validation.
        var decision = Decide(
            (Validation: 0.9, Test: 0.95), (Validation: 0.5, Test: 0.99), (Validation: 0.4, Test: 0.99), (Validation: 0.8, Test: 0.90));

        decision.Test.ShouldBe(
            "paired t over 4 seeds; lr chosen by val_accuracy of 4 other seeds: 0.001 for optimizer=adam, 0.1 for optimizer=sgd");
        decision.Verdict.ShouldBe(ClaimVerdict.Supported);
        decision.Effect!.Value.ShouldBe(0.05, 1e-3);
    }

    [Fact]
    public void Decide_ARateOfWhichAChoosingSeedDiverged_IsNotChosen()
    {
        var trials = Trials(
            (Validation: 0.9, Test: 0.95), (Validation: 0.5, Test: 0.93), (Validation: 0.4, Test: 0.99), (Validation: 0.8, Test: 0.90))
            .Select(trial => trial is { Configuration: 0, SeedIndex: 1 } ? TrialSamples.Trial(0, 1, TrialState.Diverged) : trial);

        ClaimTable.Decide(Spec(Claim), [.. trials]).ShouldHaveSingleItem().Test.ShouldContain("0.1 for optimizer=adam");
    }

    [Fact]
    public void Decide_SeedsAddedLater_DontChoose()
    {
        // The later seeds would choose the other rate for Adam.
        var trials = Trials(
            (Validation: 0.9, Test: 0.95), (Validation: 0.5, Test: 0.99), (Validation: 0.4, Test: 0.99), (Validation: 0.8, Test: 0.90))
            .Select(trial => trial is { Configuration: 1, SeedIndex: >= 2 }
                ? trial with { Final = trial.Final! with { Report = trial.Final.Report with { ValidationAccuracy = 1 } } }
                : trial)
            .ToArray();

        var decision = ClaimTable.Decide(Spec(Claim), trials, plan: new LookPlan([4, 8], 5)).ShouldHaveSingleItem();

        decision.Test.ShouldContain("val_accuracy of 2 other seeds: 0.001 for optimizer=adam");
    }

    [Fact]
    public void Decide_ChoicesAmongEquals_AreSupportedAsSeldomAsTheLevelSays()
    {
        // Adam has twelve rates to choose from and SGD one, and all are equally good. Chosen by all seeds, Adam's best would look better.
        var rates = string.Join(", ", Enumerable.Range(1, 12).Select(rate => $"{{optimizer: adam, lr: 0.{rate:00}}}"));
        var spec = Specs.Quick(
            $"split: {{last: 100}}\nconfigurations: [{rates}, {{optimizer: sgd, lr: 0.1}}]\nclaims: [{{{Claim}}}]\n", dataset: "mnist");
        var random = new Random(7);
        var wrong = 0;
        for (var round = 0; round < 400; round++)
        {
            TrialRecord[] trials = [.. Enumerable.Range(0, 13).SelectMany(configuration => Enumerable.Range(0, 8).Select(seed =>
            {
                // Validation and test accuracy of a network have most of their luck in common.
                var luck = Normal(random);
                return Trial(configuration, seed, 0.9 + (0.01 * luck), 0.9 + (0.01 * luck) + (0.002 * Normal(random)));
            }))];
            if (ClaimTable.Decide(spec, trials).ShouldHaveSingleItem().Verdict != ClaimVerdict.Undecided)
                wrong++;
        }

        // 5 % of 400 are 20, with a standard deviation of 4.4.
        wrong.ShouldBeInRange(5, 36);
    }

    [Theory]
    [InlineData("that: 'lr: increasing', compare: {each: optimizer, at: best lr}", "Only comparisons of two sides")]
    [InlineData("that: adam > sgd, compare: {each: width, at: best lr}", "'width' doesn't vary")]
    [InlineData("that: adam > sgd, compare: {each: optimizer, at: lr}", "doesn't say what the best is of")]
    [InlineData("that: adam > sgd, compare: {each: optimizer, at: best rate}", "There is no setting 'rate'")]
    [InlineData("that: adam > sgd, compare: {each: lr, at: best lr}", "Both are the same setting")]
    [InlineData("that: adam > sgd, compare: {each: optimizer}", "'at' is missing")]
    [InlineData("that: 'adam, lr=0.1 > sgd', compare: {each: optimizer, at: best lr}", "names its lr")]
    [InlineData("that: lr=0.1 > lr=0.001, compare: {each: optimizer, at: best lr}", "names no optimizer")]
    public void Read_WhatCantBeChosen_IsReported(string claim, string part)
    {
        var problem = SpecReader.Read(Text(claim)).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldContain(part);
        problem.Path.ShouldStartWith("claims[0].compare");
    }

    [Fact]
    public void Read_WithoutASplit_NamesTheRemedy() =>
        SpecReader.Read(Text(Claim).Replace("split: {last: 100}\n", "", StringComparison.Ordinal)).Problems
            .ShouldHaveSingleItem().Message.ShouldContain("holds none out");

    private static ClaimDecision Decide(params (double Validation, double Test)[] configurations) =>
        ClaimTable.Decide(Spec(Claim), [.. Trials(configurations)]).ShouldHaveSingleItem();

    private static IEnumerable<TrialRecord> Trials(params (double Validation, double Test)[] configurations) =>
        configurations.SelectMany((figures, configuration) => Enumerable.Range(0, 8).Select(seed => Trial(
            configuration, seed, figures.Validation, figures.Test + (0.0001 * ((seed + configuration) % 3)))));

    private static TrialRecord Trial(long configuration, int seed, double validation, double test)
    {
        var trial = TrialSamples.Succeeded(configuration, seed, validation);
        return trial with
        {
            Final = trial.Final! with { TestAccuracy = test, Report = trial.Final.Report with { ValidationAccuracy = validation } },
        };
    }

    // Box and Muller 1958.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static SweepSpec Spec(string claim) => Specs.Read(Text(claim));

    private static string Text(string claim) =>
        $"name: x\ndataset: mnist\nsplit: {{last: 100}}\nspace: {{optimizer: [adam, sgd], lr: [0.001, 0.1]}}\nclaims: [{{{claim}}}]\n";
}
