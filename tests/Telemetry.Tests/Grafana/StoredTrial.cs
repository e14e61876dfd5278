using System.Text.Json;

namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>A trial of the results store, as <c>./sweep export</c> writes it.</summary>
/// <param name="Number">The trial's number.</param>
/// <param name="Configuration">The number of its configuration.</param>
/// <param name="State">Such as <c>succeeded</c>.</param>
/// <param name="Objective">Null until the trial has succeeded.</param>
/// <param name="Finished">When it ended; null while it has not.</param>
internal sealed record StoredTrial(int Number, int Configuration, string State, double? Objective, DateTimeOffset? Finished)
{
    /// <summary>The trials of an export in JSON.</summary>
    public static IReadOnlyList<StoredTrial> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(trial => new StoredTrial(
            trial.GetProperty("trial").GetInt32(),
            trial.GetProperty("configuration").GetInt32(),
            trial.GetProperty("state").GetString()!,
            HasValue(trial, "objective") ? trial.GetProperty("objective").GetDouble() : null,
            HasValue(trial, "finished_at") ? trial.GetProperty("finished_at").GetDateTimeOffset() : null))];
    }

    private static bool HasValue(JsonElement trial, string name) => trial.GetProperty(name).ValueKind != JsonValueKind.Null;
}
