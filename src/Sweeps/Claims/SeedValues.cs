using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Sweeps.Claims;

/// <summary>The figure of a claim in every trial that has it.</summary>
internal sealed class SeedValues
{
    private readonly SweepSpec _spec;
    private readonly string[] _settings;
    private readonly Dictionary<long, EquatableArray<SettingAssignment>> _assignments;
    private readonly List<(long Configuration, int SeedIndex, double Value)> _values = [];

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
        MinDeviation = FindMinDeviation(claim.Figure, MetricResolution.FromTrials(spec, trials));
        var configurations = SweepConfigurations.Find(spec);
        _assignments = trials.Select(trial => trial.Configuration).Distinct().ToDictionary(number => number, configurations.Propose);
        foreach (var trial in trials.Where(trial => trial.HasResult))
        {
            if (EffectiveSettings.HaveAll(spec, _assignments[trial.Configuration], claim.Where) && Figure(claim, trial, epochs) is { } value
                && double.IsFinite(value))
                _values.Add((trial.Configuration, trial.SeedIndex, value));
        }
    }

    /// <summary>The minimum standard deviation of the figure over seeds, although they may agree; see
    /// <see cref="MetricResolution"/>.</summary>
    public double MinDeviation { get; }

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

    /// <summary>The numbers that the setting has in these trials, ascending.</summary>
    public double[] Numbers(string setting) =>
    [
        .. _values.Select(value => EffectiveSettings.Find(_spec, _assignments[value.Configuration], setting))
            .OfType<SettingValue.Number>()
            .Select(number => number.Value)
            .Distinct()
            .Order(),
    ];

    private string Rest(long configuration, IReadOnlyCollection<string> apart) => string.Join(
        ';',
        _settings.Where(setting => !apart.Contains(setting))
            .Select(setting => $"{setting}={EffectiveSettings.Find(_spec, _assignments[configuration], setting)}"));

    private static double FindMinDeviation(ClaimMetric figure, MetricResolution resolution) => figure switch
    {
        { Metric: { } metric } => resolution.MinDeviation(metric),
        // The errors of the two are independent.
        _ when figure == ClaimMetric.AccuracyGap => double.Hypot(
            resolution.MinDeviation(Metric.TrainAccuracy), resolution.MinDeviation(Metric.TestAccuracy)),
        _ => 0,
    };

    private static double? Figure(ClaimSpec claim, TrialRecord trial, IReadOnlyDictionary<(long Trial, int Epoch), EpochReport> epochs)
    {
        if (claim.Figure == ClaimMetric.SecondsPerEpoch)
            return trial.Epochs > 0 ? trial.TrainSeconds / trial.Epochs : null;
        if (trial.Final is not { } final)
            return null;
        if (claim.Figure == ClaimMetric.AccuracyGap)
            return final.Report.TrainAccuracy - final.TestAccuracy;
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
