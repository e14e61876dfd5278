using System.Text.Json;
using System.Text.Json.Serialization;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client.Messages;

/// <summary>The curve of a range test as an object of its settings, <c>diverged</c>, <c>losses</c> and <c>running_means</c>; a loss and a
/// running mean per step. All are finite.</summary>
public sealed class RangeTestConverter : JsonConverter<RangeTestResult>
{
    public override RangeTestResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        return new()
        {
            Settings = new(
                Number("start"), Number("factor"), Number("end"),
                root.GetProperty("divergence") is { ValueKind: JsonValueKind.Number } limit ? limit.GetDouble() : null,
                Number("smoothing")),
            Losses = Numbers("losses"),
            RunningMeans = Numbers("running_means"),
            Diverged = root.GetProperty("diverged").GetBoolean(),
        };

        double Number(string name) => root.GetProperty(name).GetDouble();

        EquatableArray<double> Numbers(string name) =>
            root.GetProperty(name).EnumerateArray().Select(item => item.GetDouble()).ToEquatableArray();
    }

    public override void Write(Utf8JsonWriter writer, RangeTestResult value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("start", value.Settings.Start);
        writer.WriteNumber("factor", value.Settings.Factor);
        writer.WriteNumber("end", value.Settings.End);
        if (value.Settings.Divergence is { } divergence)
            writer.WriteNumber("divergence", divergence);
        else
            writer.WriteNull("divergence");
        writer.WriteNumber("smoothing", value.Settings.Smoothing);
        writer.WriteBoolean("diverged", value.Diverged);
        Write("losses", value.Losses);
        Write("running_means", value.RunningMeans);
        writer.WriteEndObject();

        void Write(string name, EquatableArray<double> numbers)
        {
            writer.WriteStartArray(name);
            foreach (var number in numbers)
                writer.WriteNumberValue(number);
            writer.WriteEndArray();
        }
    }
}
