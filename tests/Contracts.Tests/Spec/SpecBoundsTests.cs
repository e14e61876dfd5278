using SweepCluster.Contracts.Spec;

namespace SweepCluster.Contracts.Tests.Spec;

/// <summary>Small files that would ask for a lot of work.</summary>
public sealed class SpecBoundsTests
{
    [Fact]
    public void Read_TooManyValues_IsRefused() =>
        Problem($"space: {{lr: [{Numbers(10_001)}]}}").ShouldStartWith("spec:3:13: space.lr: The axis has 10,001 values.");

    [Fact]
    public void Read_AsManyValuesAsAllowed_IsFine() => SpecReader.Read($"name: x\ndataset: mnist\nspace: {{lr: [{Numbers(10_000)}]}}\n").Problems.ShouldBeEmpty();

    [Fact]
    public void Read_TooManyCombinationsToCheck_IsRefused()
    {
        var schedules = string.Join(", ", Enumerable.Range(1, 1000).Select(number => $"{{name: cosine, warmup_epochs: 0.{number:0000}}}"));

        Problem($"space:\n  epochs: {{linear: [1, 1000], step: 1}}\n  schedule: [{schedules}]").ShouldStartWith(
            "spec:4:3: space.epochs: The values of epochs, schedule have more than 200,000 combinations");
    }

    [Theory]
    [InlineData("claims", "{that: sgd > adam}", "There are 1,001 claims.")]
    [InlineData("published", "{test_loss: 1}", "There are 1,001 published figures.")]
    public void Read_TooManyEntries_AreRefused(string key, string entry, string message) =>
        Problem($"space: {{optimizer: [sgd, adam]}}\n{key}: [{string.Join(", ", Enumerable.Repeat(entry, 1001))}]").ShouldContain(message);

    [Fact]
    public void Read_AClaimOfTooManyValues_IsRefused() =>
        Problem($"space: {{optimizer: [sgd, adam]}}\nclaims: [{{that: {string.Join(" > ", Enumerable.Repeat("sgd > adam", 51))}}}]").ShouldContain("The claim compares 102 values.");

    private static string Numbers(int count) => string.Join(", ", Enumerable.Range(1, count));

    private static string Problem(string body) => SpecReader.Read($"name: x\ndataset: mnist\n{body}\n").Problems.ShouldHaveSingleItem().Format("spec");
}
