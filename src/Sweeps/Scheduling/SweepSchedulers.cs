using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Racing;
using SweepCluster.Sweeps.Search;
using SweepCluster.Sweeps.Stopping;
using SweepCluster.Sweeps.VirtualTime;

namespace SweepCluster.Sweeps.Scheduling;

/// <summary>Creates what a spec decides by.</summary>
public static class SweepSchedulers
{
    /// <summary>The virtual clock of a spec at its start, with the first jobs open; null if the spec trains every trial to its
    /// end.</summary>
    /// <param name="configurations">Number of configurations of the sweep.</param>
    public static ClockStep? Start(SweepSpec spec, long configurations)
    {
        if (!spec.IsScheduled)
            return null;
        var trials = new ScheduledTrials(
            configurations, ConfigurationResolver.BaseEpochs(spec), spec.Objective.Goal, spec.Objective.Epoch);
        return VirtualClock.Start(Create(spec, trials), spec.Parallelism, Cost(spec));
    }

    private static IScheduler Create(SweepSpec spec, ScheduledTrials trials)
    {
        var missing = spec.Objective.DivergedValue;
        var race = spec.Race is { } settings
            ? new RaceSettings(settings.First, settings.Max, settings.Confidence, settings.Indifference)
            : null;
        if (spec.Stopping is not { } stopping)
            return new RaceScheduler(trials, race!, missing: missing);
        var first = Create(stopping, trials);
        return race is not null ? new RepeatScheduler(trials, first, race, missing)
            : spec.Seeds > 1 ? new RepeatScheduler(trials, first, spec.Seeds)
            : first;
    }

    private static IScheduler Create(StoppingSpec stopping, ScheduledTrials trials) => stopping switch
    {
        StoppingSpec.Asha asha => new AshaScheduler(trials, new(asha.Eta, asha.MinEpochs, asha.Brackets)),
        StoppingSpec.AshaStop asha => new AshaStopScheduler(trials, new(asha.Eta, asha.MinEpochs, asha.Brackets)),
        StoppingSpec.Hyperband hyperband => new HyperbandScheduler(trials, hyperband.Eta),
        StoppingSpec.Median median => new MedianScheduler(trials, new(median.Grace, median.Startup, median.Interval)),
        StoppingSpec.Threshold threshold => new ThresholdScheduler(
            trials, threshold.Rules.Select(rule => new ThresholdRule(rule.Epoch, rule.Below, rule.Above))),
        _ => throw new ArgumentOutOfRangeException(nameof(stopping), stopping, "Unknown way of stopping."),
    };

    // Epochs times parameters, to which the multiply-adds per image are proportional. All trials of a sweep have the same images, so that
    // their number would only scale the virtual time.
    private static Func<Job, Int128> Cost(SweepSpec spec)
    {
        var configurations = SweepConfigurations.Find(spec);
        return job =>
        {
            var settings = configurations.Propose(TrialNumbering.Configuration(job.Trial, configurations.Count));
            return (Int128)(job.To - job.From) * ParameterCount.Compute(ConfigurationResolver.Resolve(spec, settings));
        };
    }
}
