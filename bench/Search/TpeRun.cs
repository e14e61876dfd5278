using SweepCluster.Model;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Bench.Search;

/// <summary>Searches of a surface, one trial after another.</summary>
internal static class TpeRun
{
    /// <summary>How much the best trial so far is worse than the least value, without noise, after each number of trials.</summary>
    /// <param name="counts">Numbers of trials, rising.</param>
    public static double[] Regrets(SearchSurface surface, ulong seed, bool isMultivariate, IReadOnlyList<int> counts)
    {
        var sampler = new TpeSampler(surface.Axes, seed, Goal.Minimize, new(IsMultivariate: isMultivariate));
        var noise = new Philox(seed, 0, RandomPurpose.Dataset);
        var finished = new List<TpeObservation>();
        var (best, regret) = (double.PositiveInfinity, double.NaN);
        var regrets = new List<double>();
        for (var trial = 0; trial < counts[^1]; trial++)
        {
            var settings = sampler.Propose(trial, finished, []);
            var value = surface.Value(Numbers(surface, settings));
            var seen = value + (surface.Noise * noise.Normal((ulong)trial));
            finished.Add(sampler.Observe(trial, settings, seen, epochs: 1));
            if (seen < best)
                (best, regret) = (seen, value - surface.Least);
            if (counts.Contains(trial + 1))
                regrets.Add(regret);
        }

        return [.. regrets];
    }

    private static Dictionary<string, double> Numbers(SearchSurface surface, EquatableArray<SettingAssignment> settings) =>
        settings.ToDictionary(own => own.Setting, own => own.Value is SettingValue.Number number
            ? number.Value
            : surface.Axes.Single(axis => axis.Setting == own.Setting).Values.ToList().IndexOf(own.Value));
}
