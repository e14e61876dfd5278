using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class ClaimsReaderTests
{
    private const string Head =
        "name: x\ndataset: mnist\nspace: {optimizer: [adam, {name: sgd, momentum: 0.9}], width: [8, 16, 32]}\n"
        + "configurations: [{hidden: [30, 10], lr: 0.4}]\n";

    [Theory]
    [InlineData("adam > sgd", "adam > sgd: optimizer=adam | optimizer=sgd")]
    [InlineData("adam < sgd", "adam < sgd: optimizer=sgd | optimizer=adam")]
    [InlineData("width=8 > width=16 > 32", "width=8 > width=16: width=8 | width=16; width=16 > 32: width=16 | width=32")]
    [InlineData("hidden=[30,10], lr=0.4 > width=8", "hidden=[30,10], lr=0.4 > width=8: hidden=[30, 10], lr=0.4 | width=8")]
    [InlineData("width: each step increases",
        "width=16 > width=8: width=16 | width=8; width=32 > width=16: width=32 | width=16")]
    [InlineData("width: each step decreases",
        "width=16 < width=8: width=8 | width=16; width=32 < width=16: width=16 | width=32")]
    [InlineData("width=8 > depth=3 of other-sweep", "width=8 > depth=3 of other-sweep: width=8 | depth=3 of other-sweep")]
    [InlineData("adam = sgd within 0.002", "adam = sgd within 0.002: optimizer=adam ~ optimizer=sgd, 0.002")]
    [InlineData("width=8 = width=16 = 32 within .5",
        "width=8 = width=16 within .5: width=8 ~ width=16, 0.5; width=16 = 32 within .5: width=16 ~ width=32, 0.5")]
    [InlineData("hidden=[30, 10], lr=0.4 = width=8 within 1",
        "hidden=[30, 10], lr=0.4 = width=8 within 1: hidden=[30, 10], lr=0.4 ~ width=8, 1")]
    [InlineData("test_accuracy > 0.97", "test_accuracy > 0.97: above 0.97")]
    [InlineData("test_loss<.1", "test_loss<.1: below 0.1")]
    [InlineData("accuracy_gap > 0", "accuracy_gap > 0: above 0")]
    [InlineData("test_accuracy = 0.97 within 0.005", "test_accuracy = 0.97 within 0.005: near 0.97, 0.005")]
    [InlineData("width: increasing", "width: increasing: width up")]
    [InlineData("width : decreasing , diminishing", "width: decreasing: width down; width: diminishing: width bends from down")]
    [InlineData("width: no gain beyond 16", "width: no gain beyond 16: width after 16, 0")]
    [InlineData("width: no gain beyond 8 within .002", "width: no gain beyond 8 within .002: width after 8, 0.002")]
    public void Read_Statement_IsItsHypotheses(string that, string expected) =>
        string.Join("; ", Specs.Read($"{Head}claims: [{{that: '{that}'}}]\n").Claims.ShouldHaveSingleItem().Hypotheses.Select(Describe))
            .ShouldBe(expected);

    [Theory]
    [InlineData("that: 'adm > sgd'", "'adm' is not a value that varies")]
    [InlineData("that: 'adam'", "says nothing that can be tested")]
    [InlineData("that: 'adam > sgd < adam'", "mixes > and <")]
    [InlineData("that: 'adam >'", "empty")]
    [InlineData("that: 'adam > adam'", "with themselves")]
    [InlineData("that: 'width=9 > width=8'", "No configuration of this sweep has width=9")]
    [InlineData("that: 'widht=9 > width=8'", "Did you mean 'width'?")]
    [InlineData("that: 'width=x > width=8'", "'x' is not a number")]
    [InlineData("that: 'width: growing'", "is not a course that can be tested")]
    [InlineData("that: 'width: increesing'", "Did you mean 'increasing'?")]
    [InlineData("that: 'width: diminishing'", "in which direction")]
    [InlineData("that: 'optimizer: increasing'", "doesn't vary over numbers")]
    [InlineData("that: 'width: no gain beyond 9'", "no value 9")]
    [InlineData("that: 'width: no gain beyond 32'", "nothing beyond 32")]
    [InlineData("that: 'width: no gain beyond 8 within much'", "is not a valid margin")]
    [InlineData("that: 'adam of other > sgd'", "'adam' is a value of another sweep")]
    [InlineData("that: 'epoch 3 > epoch x', metric: train_loss", "'x' is not a valid epoch")]
    [InlineData("that: 'epoch 0 > epoch 1', metric: train_loss", "'0' is not a valid epoch")]
    [InlineData("that: 'epoch 3 > epoch 3', metric: train_loss", "with themselves")]
    [InlineData("that: 'epoch 3 > epoch 2', metric: test_loss", "not of an epoch")]
    [InlineData("that: 'epoch 3 > epoch 2', metric: train_loss, epoch: 1", "names epochs itself")]
    [InlineData("that: 'width: each step grows'", "is not a course that can be tested")]
    [InlineData("that: 'adam < sgd', epochs_to: {val_accuracy: 0.97}", "holds none out")]
    [InlineData("that: 'adam < sgd', epochs_to: {test_accuracy: 0.97}", "Allowed: train_loss")]
    [InlineData("that: 'adam < sgd', epochs_to: {train_accuracy: 97}", "out of range")]
    [InlineData("that: 'adam < sgd', epochs_to: {}", "not exactly one metric")]
    [InlineData("that: 'adam < sgd', epochs_to: {train_loss: 1}, metric: test_loss", "Keep one")]
    [InlineData("that: 'test_loss < 1', epochs_to: {train_loss: 1}", "The statement is about test_loss")]
    [InlineData("that: 'adam = sgd'", "how far the figures may differ")]
    [InlineData("that: 'adam = sgd within 0'", "'0' is not a valid margin")]
    [InlineData("that: 'adam = sgd within little'", "'little' is not a valid margin")]
    [InlineData("that: 'adam = adam within 1'", "with themselves")]
    [InlineData("that: 'width = 8 = width=16 within 1'", "'width' is not a value that varies")]
    [InlineData("that: 'test_accuracy > much'", "'much' is not a number")]
    [InlineData("that: 'test_accuracy = 0.97'", "how far the figures may differ")]
    [InlineData("that: 'test_accuracy > 0.97 within 0.1'", "which only = takes")]
    [InlineData("that: 'test_accuracy > 0.97', metric: test_loss", "The statement is about test_accuracy, not about test_loss")]
    [InlineData("that: 'val_accuracy > 0.97'", "holds none out")]
    [InlineData("metric: test_loss", "'that' is missing")]
    [InlineData("that: 'adam > sgd', metric: test", "not known here")]
    [InlineData("that: 'adam > sgd', metric: val_loss", "holds none out")]
    [InlineData("that: 'adam > sgd', metric: test_loss, epoch: 1", "not of an epoch")]
    [InlineData("that: 'adam > sgd', where: {width: 9}", "No configuration of this sweep has width=9")]
    [InlineData("that: 'adam > sgd', wher: {}", "Did you mean 'where'?")]
    public void Read_WhatCantBeTested_IsReportedWithItsPlace(string claim, string part)
    {
        var problem = SpecReader.Read($"{Head}claims: [{{{claim}}}]\n").Problems.ShouldHaveSingleItem();

        $"{problem.Message} {problem.Remedy}".ShouldContain(part);
        problem.Line.ShouldBe(5);
        problem.Path.ShouldStartWith("claims[0]");
    }

    [Fact]
    public void Read_WithoutMetric_IsTheObjectives() =>
        Specs.Read($"{Head}objective: train_loss\nclaims: [{{that: adam > sgd}}]\n").Claims[0].Figure.Name.ShouldBe("train_loss");

    [Fact]
    public void Read_AConstant_IsComparedWithTheFigureThatTheStatementNames() =>
        Specs.Read($"{Head}objective: train_loss\nclaims: [{{that: test_accuracy > 0.9}}]\n").Claims[0].Figure.Name
            .ShouldBe("test_accuracy");

    [Fact]
    public void Read_Source_IsItsCellAndWords() =>
        Specs.Read($"{Head}claims: [{{that: adam > sgd, source: {{cell: In 14, words: parece ser mejor}}}}]\n").Claims[0].Source
            .ShouldBe(new ClaimSource("In 14", "parece ser mejor"));

    [Theory]
    [InlineData("", 5)]
    [InlineData("looks: 1\n", 1)]
    [InlineData("looks: 5\n", 5)]
    public void Read_Looks_AreAtMostFive(string line, int looks) => Specs.Read(Head + line).Looks.ShouldBe(looks);

    [Theory]
    [InlineData("looks: 0")]
    [InlineData("looks: 6")]
    [InlineData("looks: often")]
    public void Read_LooksThatCantBePlanned_AreRefused(string line) =>
        SpecReader.Read($"{Head}{line}\n").Problems.ShouldHaveSingleItem().Path.ShouldBe("looks");

    private static string Describe(ClaimHypothesis hypothesis) => $"{hypothesis.Text}: " + hypothesis switch
    {
        ClaimHypothesis.Comparison own => $"{Describe(own.Greater)} | {Describe(own.Less)}",
        ClaimHypothesis.Equivalence own => $"{Describe(own.First)} ~ {Describe(own.Second)}, {own.Margin}",
        ClaimHypothesis.Bound own => $"{(own.IsAbove ? "above" : "below")} {own.Value}",
        ClaimHypothesis.Proximity own => $"near {own.Value}, {own.Margin}",
        ClaimHypothesis.Trend own => $"{own.Setting} {(own.Rises ? "up" : "down")}",
        ClaimHypothesis.Diminishing own => $"{own.Setting} bends from {(own.Rises ? "up" : "down")}",
        ClaimHypothesis.NoGain own => $"{own.Setting} after {own.Beyond}, {own.Margin}",
        _ => "?",
    };

    [Theory]
    [InlineData("epoch 35 > epoch 30", "at 35 | at 30")]
    [InlineData("adam at epoch 3 > sgd epoch 4", "optimizer=adam at 3 | optimizer=sgd at 4")]
    [InlineData("width=8 at epoch 3 > width=8 epoch 3 of other", "width=8 at 3 | width=8 of other at 3")]
    public void Read_Epochs_BelongToTheirSides(string that, string sides) =>
        Specs.Read($"{Head}claims: [{{that: '{that}', metric: train_loss}}]\n").Claims[0].Hypotheses
            .Select(Describe).ShouldBe([$"{that}: {sides}"]);

    [Fact]
    public void Read_EpochsTo_IsTheTarget()
    {
        var figure = Specs.Read($"{Head}claims: [{{that: adam < sgd, epochs_to: {{train_accuracy: 0.97}}}}]\n").Claims[0].Figure;

        figure.Name.ShouldBe("epochs_to train_accuracy 0.97");
        figure.IsBetterHigh.ShouldBeFalse();
    }

    private static string Describe(ClaimSide side) =>
        (string.Join(", ", side.Settings) + (side.Sweep.Length > 0 ? $" of {side.Sweep}" : "")
        + (side.Epoch is { } epoch ? $" at {epoch}" : "")).Trim();
}
