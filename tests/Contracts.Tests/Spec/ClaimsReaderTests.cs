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
        ClaimHypothesis.Comparison own => $"{string.Join(", ", own.Greater)} | {string.Join(", ", own.Less)}",
        ClaimHypothesis.Trend own => $"{own.Setting} {(own.Rises ? "up" : "down")}",
        ClaimHypothesis.Diminishing own => $"{own.Setting} bends from {(own.Rises ? "up" : "down")}",
        ClaimHypothesis.NoGain own => $"{own.Setting} after {own.Beyond}, {own.Margin}",
        _ => "?",
    };
}
