using System.Text.Json;
using SweepCluster.Sweeps.Claims;

namespace SweepCluster.Results.Text;

/// <summary>Decided claims in JSON; described in <c>docs/json.md</c>.</summary>
public static class JsonClaims
{
    public static void Decision(Utf8JsonWriter json, ClaimDecision decision)
    {
        json.WriteString("claim", decision.Claim.That);
        json.WriteString("hypothesis", decision.Hypothesis.Text);
        json.WriteString("metric", decision.Claim.Figure.Name);
        json.Count("epoch", decision.Claim.Epoch);
        json.WriteString("verdict", ClaimText.Name(decision.Verdict));
        json.WriteString("test", decision.Test);
        json.WriteNumber("seeds", decision.Seeds);
        json.WriteString("effect_name", decision.EffectName);
        json.Figure("effect", decision.Effect);
        json.Figure("effect_low", decision.Low);
        json.Figure("effect_high", decision.High);
        json.Figure("standardized_effect", decision.StandardizedEffect);
        json.Figure("p", decision.P);
        json.Figure("adjusted_p", decision.AdjustedP);
        json.Count("more_seeds", decision.MoreSeeds);
        json.WriteString("note", decision.Claim.Note);
    }
}
