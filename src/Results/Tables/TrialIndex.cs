using System.Runtime.InteropServices;
using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Charts;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Results.Tables;

/// <summary>The columns by which a sweep's trials are filtered and sorted, in the order of the trials' indexes. It takes about 150 bytes a
/// trial; the trials themselves stay in the store. For one thread at a time.</summary>
public sealed class TrialIndex
{
    private readonly List<double>[] _figures = [.. TrialColumn.All.Select(_ => new List<double>())];
    private readonly Dictionary<int, string> _reasons = [];
    private readonly List<SettingColumn> _settings = [];
    private readonly SweepConfigurations _proposed;
    private readonly SortedSet<int> _open = [];
    private readonly Dictionary<TrialState, long> _counts = [];
    private int _configurations;

    public TrialIndex(SweepSpec spec) => _proposed = SweepConfigurations.Find(spec);

    /// <summary>Number of recorded trials.</summary>
    public int Count => _figures[0].Count;

    /// <summary>Rises with every change.</summary>
    public long Version { get; private set; }

    /// <summary>The settings in which configurations differ, in the order of the spec.</summary>
    public IReadOnlyList<SettingColumn> Settings => _settings;

    public IReadOnlyDictionary<TrialState, long> Counts => _counts;

    /// <summary>Rows of running and waiting trials, whose records will change.</summary>
    public IReadOnlyCollection<int> Open => _open;

    /// <summary>The values of one of <see cref="TrialColumn.All"/> by row; NaN if the trial lacks it.</summary>
    public ReadOnlySpan<double> Figure(int figure) => CollectionsMarshal.AsSpan(_figures[figure]);

    public long Trial(int row) => (long)_figures[0][row];

    public TrialState State(int row) => (TrialState)(int)_figures[StateFigure][row];

    public int Configuration(int row) => (int)_figures[ConfigurationFigure][row];

    public string Reason(int row) => _reasons.GetValueOrDefault(row, "");

    /// <summary>The varying settings of a configuration.</summary>
    public EquatableArray<SettingAssignment> SettingsOf(long configuration) => _proposed.VaryingSettings(configuration);

    /// <summary>Adds or replaces a trial.</summary>
    public void Put(TrialRecord trial)
    {
        var row = RowOf(trial.Trial);
        if (row < 0)
        {
            row = ~row;
            if (row != Count)
                throw new InvalidOperationException($"Trial {trial.Trial} comes after trial {Trial(Count - 1)}.");
            foreach (var column in _figures)
                column.Add(double.NaN);
        }
        else
        {
            _counts[State(row)]--;
        }

        for (var figure = 0; figure < _figures.Length; figure++)
            _figures[figure][row] = TrialColumn.All[figure].Value(trial) ?? double.NaN;
        _counts[trial.State] = _counts.GetValueOrDefault(trial.State) + 1;
        if (trial.State is TrialState.Running or TrialState.Waiting or TrialState.Paused)
            _open.Add(row);
        else
            _open.Remove(row);
        if (trial.Reason.Length > 0)
            _reasons[row] = trial.Reason;
        else
            _reasons.Remove(row);
        Describe(trial.Configuration);
        Version++;
    }

    /// <summary>The sums over the trials of each configuration.</summary>
    public IReadOnlyCollection<ConfigurationTotal> Totals()
    {
        var totals = new Dictionary<int, ConfigurationTotal>();
        var objectives = Figure(ObjectiveFigure);
        var parameters = Figure(ParametersFigure);
        var seconds = Figure(SecondsFigure);
        var finished = Figure(FinishedFigure);
        for (var row = 0; row < Count; row++)
        {
            var configuration = Configuration(row);
            var hasResult = HasResult(row, finished);
            totals[configuration] = totals.GetValueOrDefault(configuration, new(configuration)).With(
                !(hasResult || State(row) == TrialState.Diverged) || double.IsNaN(objectives[row]) ? null : objectives[row],
                double.IsNaN(parameters[row]) ? 0 : (long)parameters[row],
                !hasResult || double.IsNaN(seconds[row]) ? null : seconds[row],
                !hasResult && State(row) is TrialState.Diverged or TrialState.Failed);
        }

        return totals.Values;
    }

    // A finished trial that is trained further keeps the time at which it finished.
    private bool HasResult(int row, ReadOnlySpan<double> finished) =>
        State(row) is TrialState.Succeeded || (State(row) is TrialState.Running or TrialState.Waiting && !double.IsNaN(finished[row]));

    private static int StateFigure { get; } = TrialColumn.IndexOf(TrialColumn.State);

    private static int ConfigurationFigure { get; } = TrialColumn.IndexOf(TrialColumn.Configuration);

    private static int ObjectiveFigure { get; } = TrialColumn.IndexOf(TrialColumn.Objective);

    private static int ParametersFigure { get; } = TrialColumn.IndexOf(TrialColumn.Parameters);

    private static int FinishedFigure { get; } = TrialColumn.IndexOf(TrialColumn.Finished);

    private static int SecondsFigure { get; } = TrialColumn.IndexOf(TrialColumn.Seconds);

    private int RowOf(long trial) => CollectionsMarshal.AsSpan(_figures[0]).BinarySearch((double)trial);

    // Configurations come in about the order of their numbers; each is proposed once.
    private void Describe(long configuration)
    {
        for (; _configurations <= configuration; _configurations++)
        {
            foreach (var assignment in SettingsOf(_configurations))
            {
                var column = _settings.Find(known => known.Name == assignment.Setting);
                if (column is null)
                    _settings.Add(column = new(assignment.Setting));
                column.Set(_configurations, assignment.Value);
            }
        }
    }
}
