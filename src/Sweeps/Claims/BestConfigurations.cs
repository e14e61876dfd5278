using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Sweeps.Claims;

/// <summary>Chooses the configurations that are compared "each at its own best".</summary>
/// <remarks>The best of several looks better than it is on the results that chose it, and the more there are to choose from the more so. So
/// the seeds are divided: the first half of those of the first look choose, by a validation metric, and all others decide. They are
/// independent, so that the test of those that decide holds whatever was chosen. Seeds that are added later all decide, and don't choose
/// again.</remarks>
internal sealed class BestConfigurations
{
    private readonly HashSet<long> _chosen;

    /// <param name="trials">The trials that the claim is about, before those of later seeds are left out.</param>
    /// <param name="choosers">Number of seeds that choose, from seed 0 on.</param>
    /// <param name="describe">What all configurations among which one is chosen have in common.</param>
    public BestConfigurations(
        ClaimChoice choice, IReadOnlyCollection<TrialRecord> trials, int choosers, Func<long, string> describe)
    {
        Choosers = choosers;
        var means = from trial in trials
                    where trial.SeedIndex < choosers
                    group trial by trial.Configuration into seeds
                    let mean = Mean(choice.By, [.. seeds], choosers)
                    where mean is not null
                    select (Configuration: seeds.Key, Mean: choice.By.IsLoss() ? -mean.Value : mean.Value);
        _chosen = [.. means.GroupBy(entry => describe(entry.Configuration), StringComparer.Ordinal)
            .Select(group => group.OrderByDescending(entry => entry.Mean).ThenBy(entry => entry.Configuration).First().Configuration)];
    }

    /// <summary>Number of seeds that choose.</summary>
    public int Choosers { get; }

    public IReadOnlyCollection<long> Chosen => _chosen;

    /// <summary>Whether the trial may decide the claim.</summary>
    public bool MayDecide(TrialRecord trial) => trial.SeedIndex >= Choosers && _chosen.Contains(trial.Configuration);

    // A configuration of which a seed diverged is not the best: what is left of it flatters it.
    private static double? Mean(Metric metric, TrialRecord[] seeds, int wanted)
    {
        var values = seeds.Select(trial => trial.Final?.Report.Value(metric)).OfType<double>().Where(double.IsFinite).ToArray();
        return values.Length == wanted ? values.Average() : null;
    }
}
