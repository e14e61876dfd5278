using SweepCluster.Sweeps.Plan;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Plan;

public sealed class SpecWarningsTests
{
    private const string Split = "split: {last: 100}\n";

    private const string Best = "space: {optimizer: [adam, sgd], lr: [0.1, 0.01]}\n"
        + "claims: [{that: adam > sgd, compare: {each: optimizer, at: best lr}}]\n";

    [Theory]
    [InlineData(Split, "")]
    [InlineData("", "objective.metric")]
    [InlineData(Split + "objective: test_loss\n", "objective.metric")]
    [InlineData(Split + "objective: {metric: val_loss, epoch: best}\n", "objective.epoch")]
    [InlineData(
        Split + "objective: {metric: val_loss, epoch: best}\nearly_stopping: {metric: val_loss, patience: 3}\n", "objective.epoch")]
    [InlineData(
        Split + "objective: {metric: val_loss, epoch: best}\nearly_stopping: {metric: val_loss, patience: 3, restore_best: true}\n", "")]
    [InlineData(
        Split + "objective: {metric: val_loss, epoch: best}\nearly_stopping: {metric: val_accuracy, patience: 3, restore_best: true}\n",
        "objective.epoch")]
    [InlineData(Split + "seeds: 2\nspace: {width: [8, 16]}\nclaims: [{that: width=16 > width=8}]\n", "seeds")]
    [InlineData(Split + "seeds: 3\nspace: {width: [8, 16]}\nclaims: [{that: width=16 > width=8}]\n", "")]
    [InlineData(Split + "seeds: 4\n" + Best, "seeds")]
    [InlineData(Split + "seeds: 5\n" + Best, "")]
    [InlineData("kind: lr-range\n", "")]
    public void Find_WhatWeakensTheResults_IsNamedByItsPlace(string body, string places)
    {
        var warnings = SpecWarnings.Find(Specs.Read($"name: x\ndataset: mnist\n{body}"));

        string.Join(", ", warnings.Select(warning => warning.Path)).ShouldBe(places);
        warnings.ShouldAllBe(warning => warning.Message.EndsWith('.') && warning.Remedy.EndsWith('.'));
    }
}
