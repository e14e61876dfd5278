using System.Text.Json;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model.Predictions;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Tests.Rendering;

/// <summary>Networks whose outputs are not numbers.</summary>
public sealed class ImagePredictionTests
{
    [Fact]
    public void Json_NoProbabilityIsANumber_IsNullThroughout()
    {
        var json = Parse(new ImagePrediction("0", ["a", "b"], [float.NaN, float.NaN], 1).Write);

        json.GetProperty("predicted").ValueKind.ShouldBe(JsonValueKind.Null);
        json.GetProperty("probabilities").EnumerateObject().ShouldAllBe(entry => entry.Value.ValueKind == JsonValueKind.Null);
        json.GetProperty("label").GetString().ShouldBe("b");
    }

    [Fact]
    public void Json_OneProbabilityIsInfinite_IsNullForIt()
    {
        var json = Parse(new ImagePrediction("0", ["a", "b"], [0.25f, float.PositiveInfinity], null).Write);

        json.GetProperty("probabilities").GetProperty("a").GetDouble().ShouldBe(0.25);
        json.GetProperty("probabilities").GetProperty("b").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void Lines_NoProbabilityIsANumber_NameNoClass() =>
        new ImagePrediction("a\e.png", ["a", "b"], [float.NaN, float.NaN], null).Lines(isShort: false).First()
            .ShouldBe("a\\u001b.png: no class, because the network's outputs are not numbers");

    [Fact]
    public void Explanation_OfSuchANetwork_IsJson()
    {
        var nothing = new ValueSummary(double.NaN, double.NaN, double.PositiveInfinity, 0);
        var byHand = new Explanation(
            nothing, [new(4, 2, null, nothing, nothing)], [double.NaN, double.NegativeInfinity], [double.NaN, double.NaN], double.NaN);
        var json = Parse(new ExplainedPrediction("quick-1", 0, 1, "0", null, null, ["a", "b"], 1, byHand, [float.NaN, 1]).Write);

        json.GetProperty("probabilities").EnumerateArray().ShouldAllBe(value => value.ValueKind == JsonValueKind.Null);
        json.GetProperty("input").GetProperty("max").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private static JsonElement Parse(Action<Utf8JsonWriter> write) => JsonDocument.Parse(JsonLine.Object(write)).RootElement;
}
