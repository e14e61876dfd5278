using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class YamlAliasTests
{
    [Theory]
    [InlineData(
        "base: &b {epochs: 3, lr: 0.1}\nconfigurations:\n- *b\n- {<<: *b, lr: 0.2}", "[{epochs: 3, lr: 0.1}, {epochs: 3, lr: 0.2}]")]
    [InlineData("configurations:\n- &a {lr: 0.1, width: 3}\n- {lr: 0.2, <<: *a}", "[{lr: 0.1, width: 3}, {lr: 0.2, width: 3}]")]
    [InlineData(
        "configurations:\n- &a {lr: 0.1, width: 3}\n- &b {lr: 0.2, depth: 2}\n- {<<: [*b, *a], l2: 1}",
        "[{lr: 0.1, width: 3}, {lr: 0.2, depth: 2}, {lr: 0.2, depth: 2, width: 3, l2: 1}]")]
    [InlineData(
        "configurations:\n- {lr: &r 0.1}\n- {lr: *r, width: 3}\n- {lr: &r 0.2}\n- {lr: *r, width: 3}",
        "[{lr: 0.1}, {lr: 0.1, width: 3}, {lr: 0.2}, {lr: 0.2, width: 3}]")]
    public void Read_Aliases_StandForWhatTheyName(string body, string configurations)
    {
        const string head = "name: x\ndataset: mnist\n";

        Specs.Read($"{head}{body}\n").Configurations.ShouldBe(Specs.Read($"{head}configurations: {configurations}\n").Configurations);
    }

    [Theory]
    [InlineData("base: {<<: *none}", 3, 12, "There is no anchor '&none'")]
    [InlineData("base: {<<: 3}", 3, 12, "'3' where '<<' needs a mapping")]
    [InlineData("base: &a {optimizer: *a}", 3, 22, "There is no anchor '&a'")]
    [InlineData("base: {<<: {lr: 0}}", 3, 17, "0 is out of range")]
    [InlineData("base: {'<<': {lr: 1}}", 3, 8, "There is no '<<' here")]
    public void Read_AnAliasThatIsWrong_SaysWhere(string body, int line, int column, string part)
    {
        var problem = SpecReader.Read($"name: x\ndataset: mnist\n{body}\n").Problems.ShouldHaveSingleItem();

        (problem.Line, problem.Column).ShouldBe((line, column));
        problem.Message.ShouldContain(part);
    }

    // Ten of ten of ten ...: 10^8 values in ten lines.
    [Fact]
    public void Read_AliasesOfAliases_AreRefusedBeforeTheyGrow()
    {
        var lines = Enumerable.Range(1, 8)
            .Select(level => $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]");

        var problems = SpecReader.Read($"a0: &a0 x\n{string.Join('\n', lines)}\n").Problems;

        problems.ShouldHaveSingleItem().Message.ShouldContain("600,000");
    }

    [Fact]
    public void Read_AliasesThatNestDeeply_AreRefused()
    {
        var lines = Enumerable.Range(1, 20).Select(level => $"a{level}: &a{level} [*a{level - 1}]");

        SpecReader.Read($"a0: &a0 x\n{string.Join('\n', lines)}\n").Problems.ShouldHaveSingleItem().Message.ShouldContain("deep");
    }
}
