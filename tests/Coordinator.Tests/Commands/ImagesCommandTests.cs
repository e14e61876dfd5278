using System.Text.Json;
using SweepCluster.Model.Predictions;
using SweepCluster.Results.Predictions;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The test images that networks get wrong.</summary>
[Integration]
public sealed class ImagesCommandTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Add_ThreeNetworks_TellHardImagesFromBadLuck()
    {
        // Image 0 is right, 1 wrong once, 2 always wrong (twice as c), 3 always wrong.
        var errors = new ImageErrors(["a", "b", "c"], 4);
        errors.Add(Answers("a b b c"));
        errors.Add(Answers("a a c c"));
        errors.Add(Answers("a b c c"));

        errors.All.ShouldBe([new(2, 0, 2, 3), new(3, 0, 2, 3), new(1, 1, 0, 1)]);
        errors.Pairs.Select(pair => $"{pair.Class} {pair.TakenFor} {string.Join(',', pair.Always)} {pair.Sometimes}")
            .ShouldBe(["a c 2,3 0", "b a  1"]);
        ImageErrorText.Lines(errors, "configuration 0", 100).Take(4).ShouldBe(
        [
            "configuration 0: 3 seeds, 4 test images",
            "wrong in every seed  2 (50.00 %)",
            "in some seeds only   1 (25.00 %), by their luck",
            "right in every seed  1 (25.00 %)",
        ]);
    }

    [Fact]
    public async Task Images_OfATrainedSweep_AreThoseThatItsTestAccuracyCounts()
    {
        var spec = _home.Combine("spec.yaml");
        await File.WriteAllTextAsync(
            spec, "name: asked\ndataset: {name: glyphs, train: 2000, test: 100}\nseeds: 2\nbase: {width: 16, batch: 50, epochs: 2}\n",
            TestContext.Current.CancellationToken);
        (await RunAsync("run", spec, "--quiet")).Code.ShouldBe(0);

        var (code, text, error) = await RunAsync("images");
        var (_, json, _) = await RunAsync("images", "--json");
        var (_, trials, _) = await RunAsync("export", "--format", "json");

        error.ShouldBe("");
        code.ShouldBe(0);
        text.ShouldStartWith("configuration 0, (base): 2 seeds, 100 test images");
        // Each seed's wrong images are those that its recorded accuracy leaves.
        var wrong = Objects(json).Sum(image => image.GetProperty("seeds_wrong").GetInt32());
        using var recorded = JsonDocument.Parse(trials);
        wrong.ShouldBe((int)Math.Round(
            recorded.RootElement.EnumerateArray().Sum(trial => 100 * (1 - trial.GetProperty("test_accuracy").GetDouble()))));
    }

    [Fact]
    public async Task Images_OfAConfigurationThatIsNotThere_SaysSo()
    {
        var spec = _home.Combine("spec.yaml");
        await File.WriteAllTextAsync(
            spec, "name: asked\ndataset: {name: glyphs, train: 100, test: 100}\nbase: {width: 4, batch: 50, epochs: 1}\n",
            TestContext.Current.CancellationToken);
        (await RunAsync("run", spec, "--quiet")).Code.ShouldBe(0);

        var (code, _, error) = await RunAsync("images", "--configuration", "7");

        code.ShouldBe(2);
        error.ShouldContain("no finished trial of configuration 7");
    }

    private static NetworkAnswer[] Answers(string predicted)
    {
        int[] labels = [0, 1, 0, 0];
        return [.. predicted.Split(' ').Select((name, image) =>
        {
            var probabilities = new float[3];
            probabilities[name[0] - 'a'] = 1;
            return new NetworkAnswer(labels[image], probabilities, null);
        })];
    }

    private static IEnumerable<JsonElement> Objects(string lines) =>
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement);

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        CommandLine.RunAsync([.. arguments, "--home", _home.Path]);
}
