using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Sweeps.Claims;

/// <summary>The figure of a claim in every trial that has it, and the trials that ended without it.</summary>
internal sealed class SeedValues
{
    private readonly SweepSpec _spec;
    private readonly string[] _settings;
    private readonly Dictionary<long, EquatableArray<SettingAssignment>> _assignments;
    private readonly List<(long Configuration, int SeedIndex, double Value)> _values = [];
    private readonly List<long> _missing = [];

    public SeedValues(
        SweepSpec spec, ClaimSpec claim, IReadOnlyCollection<TrialRecord> trials,
        IReadOnlyDictionary<(long Trial, int Epoch), EpochReport> epochs)
    {
        _spec = spec;
        _settings =
        [
            .. spec.Space.Select(axis => axis.Setting)
                .Concat(spec.Configurations.SelectMany(configuration => configuration).Select(assignment => assignment.Setting))
                .Distinct(),
        ];
        RoundingVariance = FindRoundingVariance(claim.Figure, MetricResolution.FromTrials(spec, trials));
        var configurations = SweepConfigurations.Find(spec);
        _assignments = trials.Select(trial => trial.Configuration).Distinct().ToDictionary(number => number, configurations.Propose);
        foreach (var trial in trials.Where(trial => EffectiveSettings.HaveAll(spec, _assignments[trial.Configuration], claim.Where)))
        {
            if (Value(claim, trial, epochs) is not { } value)
                continue;
            if (double.IsFinite(value))
                _values.Add((trial.Configuration, trial.SeedIndex, value));
            else
                _missing.Add(trial.Configuration);
        }
    }

    /// <summary>The variance of the figure that its steps hide; see <see cref="MetricResolution"/>.</summary>
    public double RoundingVariance { get; }

    /// <summary>Of the seeds of configurations that have all of <paramref name="where"/>, those that ended without a figure, and all that
    /// ended by themselves.</summary>
    public (int Missing, int Seeds) CountSeeds(EquatableArray<SettingAssignment> where)
    {
        var missing = _missing.Count(Concerns);
        return (missing, missing + _values.Count(value => Concerns(value.Configuration)));

        bool Concerns(long configuration) => EffectiveSettings.HaveAll(_spec, _assignments[configuration], where);
    }

    /// <summary>The mean figure of the configurations that have all of <paramref name="where"/>, by the other varying settings, then by
    /// seed.</summary>
    /// <param name="apart">Settings in which the groups may differ.</param>
    public Dictionary<string, Dictionary<int, double>> Grouped(
        EquatableArray<SettingAssignment> where, IReadOnlyCollection<string> apart) =>
        _values.Where(value => EffectiveSettings.HaveAll(_spec, _assignments[value.Configuration], where))
            .GroupBy(value => Rest(value.Configuration, apart), StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group => group.GroupBy(value => value.SeedIndex)
                    .ToDictionary(repeat => repeat.Key, repeat => repeat.Average(value => value.Value)),
                StringComparer.Ordinal);

    /// <summary>The numbers that the setting has in trials with a figure, ascending.</summary>
    public double[] Numbers(string setting) => Numbers(setting, _values.Select(value => value.Configuration));

    /// <summary>The same with the numbers of trials that ended without a figure.</summary>
    public double[] AllNumbers(string setting) =>
        Numbers(setting, _values.Select(value => value.Configuration).Concat(_missing));

    private double[] Numbers(string setting, IEnumerable<long> configurations) =>
    [
        .. configurations.Distinct().Select(configuration => EffectiveSettings.Find(_spec, _assignments[configuration], setting))
            .OfType<SettingValue.Number>()
            .Select(number => number.Value)
            .Distinct()
            .Order(),
    ];

    private string Rest(long configuration, IReadOnlyCollection<string> apart) => string.Join(
        ';',
        _settings.Where(setting => !apart.Contains(setting))
            .Select(setting => $"{setting}={EffectiveSettings.Find(_spec, _assignments[configuration], setting)}"));

    private static double FindRoundingVariance(ClaimMetric figure, MetricResolution resolution) => figure switch
    {
        { Metric: { } metric } => resolution.RoundingVariance(metric),
        // The errors of the two are independent.
        _ when figure == ClaimMetric.AccuracyGap =>
            resolution.RoundingVariance(Metric.TrainAccuracy) + resolution.RoundingVariance(Metric.TestAccuracy),
        _ => 0,
    };

    /// <summary>The figure of a trial; not a number where it ended without one, null where it says nothing.</summary>
    private static double? Value(ClaimSpec claim, TrialRecord trial, IReadOnlyDictionary<(long Trial, int Epoch), EpochReport> epochs) =>
        trial switch
        {
            { HasResult: true } => Figure(claim, trial, epochs),
            { State: TrialState.Failed } => double.NaN,
            { State: TrialState.Diverged } => claim.Diverged switch
            {
                DivergedSeeds.Reported => double.NaN,
                DivergedSeeds.Worst => 0,
                DivergedSeeds.Ignored => null,
                _ => throw new ArgumentOutOfRangeException(nameof(claim), claim.Diverged, "Unknown way to count seeds that diverged."),
            },
            _ => null,
        };

    private static double? Figure(ClaimSpec claim, TrialRecord trial, IReadOnlyDictionary<(long Trial, int Epoch), EpochReport> epochs)
    {
        if (claim.Figure == ClaimMetric.SecondsPerEpoch)
            return trial.Epochs > 0 ? trial.TrainSeconds / trial.Epochs : null;
        if (trial.Final is not { } final)
            return null;
        if (claim.Figure == ClaimMetric.AccuracyGap)
            return final.Training?.Accuracy - final.TestAccuracy;
        if (claim.Figure == ClaimMetric.LossGap)
            return final.TestLoss - final.Training?.Loss;
        if (claim.Epoch is { } epoch)
            return epochs.TryGetValue((trial.Trial, epoch), out var report) ? report.Value(claim.Figure.Metric!.Value) : null;
        return claim.Figure.Metric switch
        {
            Metric.TestLoss => final.TestLoss,
            Metric.TestAccuracy => final.TestAccuracy,
            { } metric => final.Report.Value(metric),
            null => throw new ArgumentOutOfRangeException(nameof(claim), claim.Figure, "Unknown figure."),
        };
    }
}
