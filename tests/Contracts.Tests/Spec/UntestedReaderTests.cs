using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class UntestedReaderTests
{
    [Fact]
    public void Read_Statements_HaveTheirReasons() =>
        Specs.Quick("untested: [{says: a, why: b}, {says: c, why: d, source: {words: e}}]\n").Untested.ShouldBe(
            [new("a", "b", null), new("c", "d", new ClaimSource("", "e"))]);

    [Theory]
    [InlineData("untested: all", "untested", "where a list is needed")]
    [InlineData("untested: [{says: a}]", "untested[0].why", "'why' is missing")]
    [InlineData("untested: [{why: a}]", "untested[0].says", "'says' is missing")]
    [InlineData("untested: [{says: a, why: b, sauce: {}}]", "untested[0].sauce", "There is no 'sauce' here")]
    public void Read_WhatIsNotValid_IsReportedWithItsPlace(string line, string path, string part)
    {
        var problem = SpecReader.Read($"name: x\ndataset: mnist\n{line}\n").Problems.ShouldHaveSingleItem();

        (problem.Path, problem.Line).ShouldBe((path, 3));
        problem.Message.ShouldContain(part);
    }
}
