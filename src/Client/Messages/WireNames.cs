using System.Text.Json;

namespace SweepCluster.Client.Messages;

/// <summary>Names in the API's JSON: snake_case, and what <c>docs/json.md</c> calls the same thing.</summary>
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
