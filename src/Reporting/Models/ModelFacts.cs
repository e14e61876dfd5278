using System.Globalization;
using System.Text.Json;
using SweepCluster.Model.Spec;
using SweepCluster.Results.Predictions;

namespace SweepCluster.Reporting.Models;

/// <summary>What model files say about their origin, as names and texts.</summary>
internal static class ModelFacts
{
    public static IEnumerable<(string Name, string Value)> List(TrainedNetwork network)
    {
        var facts = network.Facts;
        yield return ("sweep", network.SweepId);
        yield return ("trial", Text(network.Trial.Trial));
        yield return ("epochs", Text(facts.Epochs));
        yield return ("weights_sha256", network.Weights.Hash());
        yield return ("settings", ConfigurationJson.Write(network.Configuration));
        yield return ("classes", JsonSerializer.Serialize(facts.ClassNames));
        yield return ("image", string.Create(CultureInfo.InvariantCulture, $"{facts.Rows} x {facts.Columns} x {facts.Channels}"));
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
