using System.Text.Json;

namespace SweepCluster.Client.Messages;

/// <summary>Names in the API's JSON: snake_case, and the names in <c>docs/json.md</c>.</summary>
public sealed class WireNames : JsonNamingPolicy
{
    public override string ConvertName(string name) => name switch
    {
        "ValidationLoss" => "val_loss",
        "ValidationAccuracy" => "val_accuracy",
        "LearningRate" => "lr",
        "WeightsHash" => "weights_sha256",
        _ => SnakeCaseLower.ConvertName(name),
    };
}
