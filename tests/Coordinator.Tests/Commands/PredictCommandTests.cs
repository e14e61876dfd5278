using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>One small sweep, trained for real, and what its network says.</summary>
[Integration]
public sealed class PredictCommandTests(PredictCommandTests.TrainedSweep sweep) : IClassFixture<PredictCommandTests.TrainedSweep>
{
    [Fact]
    public async Task Predict_TestImages_AreMostlyRight()
    {
        var numbers = Enumerable.Range(0, 50).Select(number => $"{number}");

        var (code, output, error) = await sweep.RunAsync(["predict", "--trial", "0", "--image", .. numbers, "--quiet"]);

        error.ShouldBe("");
        code.ShouldBe(0);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(50);
        lines.Count(line => line.EndsWith("which is right", StringComparison.Ordinal)).ShouldBeGreaterThan(35);
    }

    [Fact]
    public async Task Predict_AnImageFile_PrintsEveryClass()
    {
        using var folder = new TemporaryFolder();
        // 28 x 28 grey, uncompressed TGA: a header of 18 bytes, then the pixels from the top.
        var file = folder.Combine("one.tga");
        byte[] header = [0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 28, 0, 28, 0, 8, 0x20];
        await File.WriteAllBytesAsync(
            file,
            [
                .. header,
                .. Enumerable.Range(0, 784).Select(pixel => (byte)(pixel % 28 is 13 or 14 && pixel / 28 is > 4 and < 23 ? 255 : 0)),
            ],
            TestContext.Current.CancellationToken);

        var (code, output, _) = await sweep.RunAsync(["predict", "--trial", "0", "--image", file, "--json"]);

        code.ShouldBe(0);
        using var json = System.Text.Json.JsonDocument.Parse(output);
        json.RootElement.GetProperty("predicted").GetString().ShouldBe("1");
        json.RootElement.GetProperty("probabilities").EnumerateObject().Sum(entry => entry.Value.GetDouble()).ShouldBe(1, 1e-5);
    }

    [Fact]
    public async Task Predict_ATransparentPng_IsDrawnOnWhiteAndSaysSo()
    {
        const string treatment = "The picture was composited on white, scaled from 280 x 280 to 28 x 28 and inverted.";
        var file = RepositoryFolder.Combine("tests", "Training.Tests", "Golden", "pictures", "one.png");
        string[] asked = ["--trial", "0", "--image", file, "--invert"];

        var (_, text, _) = await sweep.RunAsync(["predict", .. asked]);
        var (_, json, _) = await sweep.RunAsync(["predict", .. asked, "--json"]);
        var (_, explained, _) = await sweep.RunAsync(["explain", .. asked]);
        var (_, explainedJson, _) = await sweep.RunAsync(["explain", .. asked, "--json"]);
        var (_, numbered, _) = await sweep.RunAsync(["predict", "--trial", "0", "--image", "0", "--json"]);

        text.ShouldStartWith($"{file}: 1 with ");
        text.ShouldContain($"\n  {treatment}\n");
        explained.ReplaceLineEndings(" ").ShouldContain(treatment);
        Treatment(json).ShouldBe(treatment);
        Treatment(explainedJson).ShouldBe(treatment);
        Treatment(numbered).ShouldBeNull();

        static string? Treatment(string output)
        {
            using var parsed = System.Text.Json.JsonDocument.Parse(output);
            return parsed.RootElement.GetProperty("treatment").GetString();
        }
    }

    [Theory]
    [InlineData("0", "no-such.png", "there is no such file")]
    [InlineData("0", "100", "Its test images are 0 to 99.")]
    [InlineData("7", "0", "has no trial 7")]
    public async Task Predict_WhatIsNotThere_SaysWhatThereIs(string trial, string image, string message)
    {
        var (code, _, error) = await sweep.RunAsync(["predict", "--trial", trial, "--image", image]);

        code.ShouldBe(2);
        error.ShouldContain(message);
        error.ShouldNotContain("   at ");
    }

    public sealed class TrainedSweep : IAsyncLifetime
    {
        private readonly TemporaryFolder _home = new();

        public async ValueTask InitializeAsync()
        {
            var spec = _home.Combine("spec.yaml");
            await File.WriteAllTextAsync(
                spec, "name: asked\ndataset: {name: glyphs, train: 4000, test: 100}\nbase: {width: 64, batch: 50, epochs: 4}\n");
            (await RunAsync(["run", spec, "--quiet"])).Code.ShouldBe(0);
        }

        internal Task<(int Code, string Output, string Error)> RunAsync(string[] arguments) =>
            CommandLine.RunAsync([.. arguments, "--home", _home.Path]);

        public ValueTask DisposeAsync()
        {
            _home.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
