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
    private readonly List<long> _censored = [];

    private readonly string? _chosenSetting;
    private readonly BestConfigurations? _best;

    public SeedValues(SweepResults results, ClaimSpec claim)
    {
        var (spec, trials) = (results.Spec!, results.Trials);
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
        TrialRecord[] concerned =
            [.. trials.Where(trial => EffectiveSettings.HaveAll(spec, _assignments[trial.Configuration], claim.Where))];
        if (claim.Choice is { } choice)
        {
            _chosenSetting = choice.At;
            _best = new(choice, concerned, results.Choosers, configuration => Rest(configuration, []));
            concerned = [.. concerned.Where(_best.MayDecide)];
        }

        var epochs = new EpochFigures(claim, concerned, results.Epochs);
        Horizon = epochs.Horizon;
        foreach (var trial in concerned)
        {
            if (Value(claim, trial, epochs) is not { } value)
                continue;
            if (double.IsFinite(value))
                _values.Add((trial.Configuration, trial.SeedIndex, value));
            else
                _missing.Add(trial.Configuration);
            if (value > Horizon)
                _censored.Add(trial.Configuration);
        }
    }

    /// <summary>The values that were chosen for configurations that have all of <paramref name="where"/>, and the number of seeds that
    /// chose; null: there was no choice.</summary>
    public (IReadOnlyList<string> Values, int Seeds)? Chosen(EquatableArray<SettingAssignment> where) => _best is null
        ? null
        : (
            [
                .. _best.Chosen.Where(configuration => EffectiveSettings.HaveAll(_spec, _assignments[configuration], where)).Order()
                    .Select(configuration =>
                        EffectiveSettings.Find(_spec, _assignments[configuration], _chosenSetting!)?.ToString() ?? "default"),
            ],
            _best.Choosers);

    /// <summary>The number of epochs that every configuration trains, of a claim about epochs to a target; else infinite.</summary>
    public double Horizon { get; }

    /// <summary>How many seeds of configurations that have all of <paramref name="where"/> don't reach the target within
    /// <see cref="Horizon"/>.</summary>
    public int CountCensored(EquatableArray<SettingAssignment> where) =>
        _censored.Count(configuration => EffectiveSettings.HaveAll(_spec, _assignments[configuration], where));

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

    /// <summary>The mean figure over all configurations that have all of <paramref name="where"/>, of the seeds that all of them have, and
    /// the variance of that mean which its steps hide.</summary>
    public (Dictionary<int, double> Seeds, double RoundingVariance) Whole(EquatableArray<SettingAssignment> where)
    {
        var groups = Grouped(where, []).Values;
        var seeds = groups.SelectMany(group => group.Keys).Distinct().Where(seed => groups.All(group => group.ContainsKey(seed)));
        return (
            seeds.Order().ToDictionary(seed => seed, seed => groups.Average(group => group[seed])),
            groups.Count == 0 ? 0 : RoundingVariance / groups.Count);
    }

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
        _settings.Where(setting => setting != _chosenSetting && !apart.Contains(setting))
            .Select(setting => $"{setting}={EffectiveSettings.Find(_spec, _assignments[configuration], setting)}"));

    private static double FindRoundingVariance(ClaimMetric figure, MetricResolution resolution) => figure switch
    {
        { Metric: { } metric } => resolution.RoundingVariance(metric),
        // Whole epochs.
        { Target: not null } => 1 / 12.0,
        // The errors of the two are independent.
        _ when figure == ClaimMetric.AccuracyGap =>
            resolution.RoundingVariance(Metric.TrainAccuracy) + resolution.RoundingVariance(Metric.TestAccuracy),
        _ => 0,
    };

    /// <summary>The figure of a trial; not a number where it ended without one, null where it says nothing.</summary>
    private static double? Value(ClaimSpec claim, TrialRecord trial, EpochFigures epochs) =>
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

    private static double? Figure(ClaimSpec claim, TrialRecord trial, EpochFigures epochs)
    {
        if (claim.Figure.Target is not null)
            return epochs.ToTarget(trial);
        if (claim.Figure == ClaimMetric.SecondsPerEpoch)
            return trial.Epochs > 0 ? trial.TrainSeconds / trial.Epochs : null;
        if (trial.Final is not { } final)
            return null;
        if (claim.Figure == ClaimMetric.AccuracyGap)
            return final.Training?.Accuracy - final.TestAccuracy;
        if (claim.Figure == ClaimMetric.LossGap)
            return final.TestLoss - final.Training?.Loss;
        if (claim.Epoch is { } epoch)
            return epochs.Find(trial, epoch)?.Value(claim.Figure.Metric!.Value);
        return claim.Figure.Metric switch
        {
            Metric.TestLoss => final.TestLoss,
            Metric.TestAccuracy => final.TestAccuracy,
            { } metric => final.Report.Value(metric),
            null => throw new ArgumentOutOfRangeException(nameof(claim), claim.Figure, "Unknown figure."),
        };
    }
}
