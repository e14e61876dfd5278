using System.Text.Json;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The command on one small sweep that was trained for real.</summary>
[Integration]
public sealed class ExplainCommandTests(PredictCommandTests.TrainedSweep sweep) : IClassFixture<PredictCommandTests.TrainedSweep>
{
    [Fact]
    public async Task Explain_ATestImage_PrintsLayersClassesAndAgreement()
    {
        var (code, output, error) = await sweep.RunAsync(["explain", "--trial", "0", "--image", "3"]);

        error.ShouldBe("");
        code.ShouldBe(0);
        output.ShouldMatch(@"(?m)^input +784 +pixels / 255");
        output.ShouldMatch(@"(?m)^hidden 1 +784 x 64 +pre-activations +-\d");
        output.ShouldMatch(@"(?m)^ +relu +0\.0000");
        output.ShouldMatch(@"(?m)^output +64 x 10 +logits");
        output.ShouldMatch(@"the probabilities agree to \d\.\de-(0?[6-9]|1\d)\.");
    }

    [Fact]
    public async Task Explain_Json_HoldsWhatPredictSays()
    {
        var (code, output, _) = await sweep.RunAsync(["explain", "latest", "--trial", "0", "--image", "3", "--json"]);
        var (_, predicted, _) = await sweep.RunAsync(["predict", "latest", "--trial", "0", "--image", "3", "--json"]);

        code.ShouldBe(0);
        using var explanation = JsonDocument.Parse(output);
        using var prediction = JsonDocument.Parse(predicted);
        var byTrainer = prediction.RootElement.GetProperty("probabilities").EnumerateObject().Select(entry => entry.Value.GetSingle());
        var byHand = explanation.RootElement.GetProperty("probabilities").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        explanation.RootElement.GetProperty("trainer").EnumerateArray().Select(value => value.GetSingle()).ShouldBe(byTrainer);
        byHand.Zip(byTrainer, (hand, trainer) => Math.Abs(hand - trainer)).Max().ShouldBeLessThanOrEqualTo(1e-6);
        explanation.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("activation").GetString())
            .ShouldBe(["relu", "softmax"]);

        var layers = explanation.RootElement.GetProperty("layers");
        var first = layers[0].GetProperty("first_before").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        first.Length.ShouldBe(20);
        first.ShouldAllBe(value => value >= layers[0].GetProperty("before").GetProperty("min").GetDouble()
            && value <= layers[0].GetProperty("before").GetProperty("max").GetDouble());
        layers[1].GetProperty("first_before").EnumerateArray().Select(value => value.GetDouble())
            .ShouldBe(explanation.RootElement.GetProperty("logits").EnumerateArray().Select(value => value.GetDouble()));
    }

    [Theory]
    [InlineData("0", "100", "Its test images are 0 to 99.")]
    [InlineData("7", "0", "has no trial 7")]
    public async Task Explain_WhatIsNotThere_SaysWhatThereIs(string trial, string image, string message)
    {
        var (code, _, error) = await sweep.RunAsync(["explain", "--trial", trial, "--image", image]);

        code.ShouldBe(2);
        error.ShouldContain(message);
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Explain_NoCheckpoint_SaysSo()
    {
        using var rig = new CommandRig();
        await rig.FinishAsync();

        var (code, _, error) = await rig.RunAsync("explain", "--trial", "0", "--image", "0");

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldContain("Trial 0 of quick-1 has no checkpoint");
    }
}
