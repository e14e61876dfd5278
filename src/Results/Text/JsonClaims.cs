using System.Text.Json;
using SweepCluster.Sweeps.Claims;

namespace SweepCluster.Results.Text;

/// <summary>Writes decided claims in JSON; described in <c>docs/json.md</c>.</summary>
public static class JsonClaims
{
    public static void Decision(Utf8JsonWriter json, ClaimDecision decision)
    {
        foreach (var field in ClaimColumns.Fields)
            field.Write(json, decision);
    }
}
