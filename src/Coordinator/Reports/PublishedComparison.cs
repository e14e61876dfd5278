using SweepCluster.Contracts.Configurations;
using SweepCluster.Contracts.Leaderboard;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Coordinator.Reports;

/// <summary>A published figure beside ours.</summary>
/// <param name="Configurations">Of ours that it is about; their seeds are taken together.</param>
/// <param name="Ours">Mean over those seeds; null where none has the metric.</param>
internal sealed record PublishedComparison(PublishedFigure Figure, PublishedValue Published, int Configurations, MeanEstimate? Ours)
{
    /// <summary>Half of the interval in which a further single run would lie with 95 % probability, around our mean: what a figure
    /// that was published once can be compared with. t s sqrt(1 + 1/n), as against t s / sqrt(n) of the mean. Null for a single seed.</summary>
    public double? RunHalfWidth => Ours is { HalfWidth: { } half } ours ? half * Math.Sqrt(ours.Count + 1) : null;

    public PublishedVerdict Verdict => (Ours, RunHalfWidth) switch
    {
        (null, _) or (_, null) => PublishedVerdict.Undecided,
        ({ } ours, _) when Published.Value >= ours.Low && Published.Value <= ours.High => PublishedVerdict.WithinMean,
        ({ } ours, { } half) when Math.Abs(Published.Value - ours.Mean) <= half => PublishedVerdict.WithinRun,
        _ => PublishedVerdict.Differs,
    };

    /// <summary>Every published value of the spec, in its order.</summary>
    public static IReadOnlyList<PublishedComparison> Of(SweepSpec spec, IReadOnlyCollection<ConfigurationTrials> configurations)
    {
        var searcher = Searcher.For(spec);
        return
        [
            .. from figure in spec.Published
               let concerned = configurations
                   .Where(configuration => PublishedFigures.Concerns(figure, spec, searcher.Propose(configuration.Configuration)))
                   .OrderBy(configuration => configuration.Configuration)
                   .ToArray()
               from published in figure.Values
               select new PublishedComparison(figure, published, concerned.Length, Estimated(concerned, published.Metric)),
        ];
    }

    private static MeanEstimate? Estimated(ConfigurationTrials[] configurations, Metric metric)
    {
        var values = configurations
            .SelectMany(configuration => configuration.Trials.OrderBy(trial => trial.Repeat))
            .Select(trial => Value(trial.Final, metric))
            .Where(value => value is { } number && double.IsFinite(number))
            .Select(value => value!.Value)
            .ToArray();
        return values.Length == 0 ? null : Estimate.Mean(values);
    }

    private static double? Value(FinalMetrics? final, Metric metric) => metric switch
    {
        Metric.TestLoss => final?.TestLoss,
        Metric.TestAccuracy => final?.TestAccuracy,
        _ => final?.Report.Value(metric),
    };
}

/// <summary>How a published figure stands to ours.</summary>
internal enum PublishedVerdict
{
    /// <summary>There are not two seeds to judge by.</summary>
    Undecided,

    /// <summary>Within the 95 % interval of our mean.</summary>
    WithinMean,

    /// <summary>Outside of that, but where 95 % of single runs of ours would lie.</summary>
    WithinRun,

    /// <summary>Outside of both.</summary>
    Differs,
}
