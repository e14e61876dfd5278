using SweepCluster.Model.Spec.Parsing;

namespace SweepCluster.Contracts.Tests.Spec;

/// <summary>Small files that would cause a lot of work.</summary>
public sealed class SpecBoundsTests
{
    [Fact]
    public void Read_TooManyValues_IsRefused() =>
        Problem($"space: {{lr: [{Numbers(10_001)}]}}").ShouldStartWith("spec:3:13: space.lr: The axis has 10,001 values.");

    [Fact]
    public void Read_AsManyValuesAsAllowed_IsFine() =>
        SpecReader.Read($"name: x\ndataset: mnist\nspace: {{lr: [{Numbers(10_000)}]}}\n").Problems.ShouldBeEmpty();

    // Each value of epochs decides whether there is an axis dropout, so that all of them are looked at.
    [Fact]
    public void Read_TooManyCombinationsToCheck_IsRefused() => Problem(
        $"space:\n  epochs: [{Numbers(1000)}]\n  schedule: [{Schedules(1000)}]\n  dropout: {{values: [0.1, 0.2], when: {{epochs: 7}}}}")
        .ShouldStartWith(
        "spec:4:3: space.epochs: The values of epochs, schedule have more than 200,000 combinations");

    [Fact]
    public void Read_ThousandsOfSchedulesByThousandsOfEpochs_MeetTheSmallestNumberOfEpochs()
    {
        var text = $"name: x\ndataset: mnist\nspace:\n  epochs: [{Numbers(10_000)}]\n  schedule: [{Schedules(10_000)}]\n";

        Read(text).Problems.ShouldBeEmpty();
        var problems = Read(text.Replace("warmup_epochs: 0.0000", "warmup_epochs: 2.0000", StringComparison.Ordinal)).Problems;

        problems.Count.ShouldBe(9);
        problems[^1].Format("spec")
            .ShouldContain("space.schedule[8]: A warm-up of 2.00009 epochs leaves nothing of 1 epochs for the cosine.");
    }

    [Fact]
    public void Read_AChainOfConditionsWithThousandsOfNames_TakesNoTimePerPairOfValues()
    {
        string[] axes = ["epochs", "batch", "width", "l2", "lr"];
        var chain = axes.Select(
            (axis, i) => $"  {axis}: {{values: [{Numbers(10_000)}]{(i == 0 ? "" : $", when: {{{axes[i - 1]}: [{Numbers(10_000)}]}}")}}}");
        var optimizers = string.Join(", ", Enumerable.Range(1, 5000).Select(number => $"{{name: sgd, lr: {number}}}"));

        var reading = Read(
            $"name: x\ndataset: mnist\nsearch: {{random: 5}}\nspace:\n  optimizer: [{optimizers}]\n{string.Join('\n', chain)}\n"
            + $"  momentum: {{values: [0.1, 0.9], when: {{lr: [{Numbers(10_000)}]}}}}\n");

        reading.Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Read_AThousandClaimsAboutThousandsOfValues_TakesNoTimePerPair()
    {
        var axes = new[] { "lr", "l2" }.Select(name => $"  {name}: {{linear: [0.00001, 0.9], points: 10000}}");
        var comparison = string.Join(" > ", Enumerable.Range(1, 100).Select(number => $"{number}"));

        var reading = Read($"name: x\ndataset: mnist\nspace:\n  width: [{Numbers(100)}]\n{string.Join('\n', axes)}\n"
            + $"claims:\n{string.Concat(Enumerable.Repeat($"- {{that: \"{comparison}\"}}\n", 1000))}");

        reading.Problems.ShouldBeEmpty();
        reading.Spec!.Claims.Count.ShouldBe(1000);
    }

    [Fact]
    public void Read_ALongKeyOverManyValues_DoesNotRepeatItForEach() =>
        Read($"name: x\ndataset: mnist\n? {new string('k', 400_000)}\n: [{Numbers(80_000)}]\n").Problems.ShouldHaveSingleItem()
            .Message.Length.ShouldBeLessThan(200);

    [Fact]
    public void Read_TwoLongNamesThatAreAlmostTheSame_AreNotCompared()
    {
        var name = new string('a', 200_000);

        Read($"name: x\ndataset: mnist\nspace:\n  ? {name}\n  : [1]\n  lr:\n    values: [1]\n    when:\n      ? {name}b\n      : 1\n")
            .Problems.Count.ShouldBe(2);
    }

    [Fact]
    public void Read_ThousandsOfProblems_ListsAThousandAndSaysSo()
    {
        var problems = Read(
            $"name: x\ndataset: mnist\n{string.Concat(Enumerable.Range(1, 20_000).Select(number => $"key{number}: 1\n"))}").Problems;

        problems.Count.ShouldBe(1001);
        problems[^1].Format("spec")
            .ShouldBe("spec:1003:1: file: There are more than 1,000 problems, and the others are not listed. Correct these first.");
    }

    [Fact]
    public void Read_ALongTextInAProblem_IsCut() => Problem($"seeds: {new string('9', 100_000)}").Length.ShouldBeLessThan(5_000);

    [Theory]
    [InlineData(
        "{name: glyphs, seed: 1, train: 2000000, test: 500001}",
        2,
        41,
        "dataset.train: 2,000,000 training and 500,001 test images take 1,962,500,785 bytes of memory.")]
    [InlineData("{name: glyphs, test: 2_147_483_647}", 2, 31, "dataset.test: 60,000 training and 2,147,483,647 test images")]
    [InlineData("'glyphs:train=10000000'", 2, 10, "dataset.train: 10,000,000 training and 10,000 test images")]
    public void Read_GlyphsThatNeedTooMuchMemory_AreRefusedWhereTheyAreAskedFor(string dataset, int line, int column, string problem) =>
        SpecReader.Read($"name: x\ndataset: {dataset}\n").Problems.ShouldHaveSingleItem().Format("spec")
            .ShouldStartWith($"spec:{line}:{column}: {problem}");

    [Fact]
    public void Read_AsManyGlyphsAsAllowed_IsFine() =>
        SpecReader.Read("name: x\ndataset: {name: glyphs, train: 2400000, test: 100000}\n").Problems.ShouldBeEmpty();

    // 10^20 cells, or 5 * 10^18 of them twice.
    [Theory]
    [InlineData(10_000, 1, true)]
    [InlineData(500, 2, true)]
    [InlineData(500, 1, false)]
    public void Read_AGridOfMoreTrialsThanCanBeNumbered_NamesTheLineOfTheSpace(int points, int seeds, bool refused)
    {
        var axes = string.Join(
            ", ", new[] { "lr", "l2", "clip_norm", "clip_value" }.Select(name => $"{name}: {{linear: [1, 10001], points: 10000}}"));
        var text = $"name: x\ndataset: mnist\nseeds: {seeds}\nspace: {{{axes}, width: {{linear: [1, {points}], points: {points}}}}}\n";

        SpecReader.Read(text).Problems.Select(problem => problem.Format("spec")).ShouldBe(refused
            ? ["spec:4:1: space: The grid has more than 9,223,372,036,854,775,807 trials, more than can be numbered. "
                + "Use fewer axes, fewer values, or `search: {random: N}`."]
            : []);
        SpecReader.Read(text + "search: {random: 10}\n").Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Read_Cancelled_Ends()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Should.Throw<OperationCanceledException>(() => SpecReader.ReadCancellable("name: x\ndataset: mnist\n", cancelled.Token));
    }

    [Theory]
    [InlineData("claims", "{that: sgd > adam}", "There are 1,001 claims.")]
    [InlineData("published", "{test_loss: 1}", "There are 1,001 published figures.")]
    public void Read_TooManyEntries_AreRefused(string key, string entry, string message) =>
        Problem($"space: {{optimizer: [sgd, adam]}}\n{key}: [{string.Join(", ", Enumerable.Repeat(entry, 1001))}]").ShouldContain(message);

    [Fact]
    public void Read_AClaimOfTooManyValues_IsRefused() =>
        Problem($"space: {{optimizer: [sgd, adam]}}\nclaims: [{{that: {string.Join(" > ", Enumerable.Repeat("sgd > adam", 51))}}}]")
            .ShouldContain("The claim compares 102 values.");

    // With warm-ups of 0.00001 epochs and more.
    private static string Schedules(int count) =>
        string.Join(", ", Enumerable.Range(1, count).Select(number => $"{{name: cosine, warmup_epochs: 0.{number:00000}}}"));

    // Far more time than it takes, and far less than with the square of the values.
    private static SpecReading Read(string text)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return SpecReader.ReadCancellable(text, end.Token);
    }

    private static string Numbers(int count) => string.Join(", ", Enumerable.Range(1, count));

    private static string Problem(string body) =>
        SpecReader.Read($"name: x\ndataset: mnist\n{body}\n").Problems.ShouldHaveSingleItem().Format("spec");
}
