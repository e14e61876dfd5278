using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Results.Charts;

/// <summary>The figures of every configuration of a sweep that charts need, best first: a few numbers each, so that there may be hundreds
/// of thousands. Settings are derived from the configuration's number when they are read. Configurations of which every seed diverged or
/// failed come after those with an objective.</summary>
public sealed class ChartRows
{
    // Those with an objective, best first, and then the others by configuration.
    private readonly ConfigurationTotal[] _totals;
    private readonly Func<long, EquatableArray<SettingAssignment>> _settings;

    /// <param name="totals">In any order. Configurations of which no seed has ended are left out. Those whose mean isn't finite count as
    /// without an objective: they can't be drawn.</param>
    /// <param name="settings">The varying settings of a configuration, by its number.</param>
    public ChartRows(IEnumerable<ConfigurationTotal> totals, Goal goal, Func<long, EquatableArray<SettingAssignment>> settings)
    {
        _totals = [.. totals.Where(total => total.HasEnded)];
        _settings = settings;
        Array.Sort(_totals, (one, other) =>
        {
            var order = Key(one).CompareTo(Key(other));
            return order != 0 ? order : one.Configuration.CompareTo(other.Configuration);
        });
        Count = _totals.Count(total => double.IsFinite(total.Objective));

        double Key(ConfigurationTotal total) => !double.IsFinite(total.Objective)
            ? double.PositiveInfinity
            : goal == Goal.Minimize ? total.Objective : -total.Objective;
    }

    /// <summary>Number of rows with an objective.</summary>
    public int Count { get; }

    public ConfigurationTotal this[int row] => _totals[row];

    /// <summary>The numbers of the rows with an objective, best first.</summary>
    public IReadOnlyList<int> Rows => [.. Enumerable.Range(0, Count)];

    /// <summary>The numbers of the rows without an objective, of which every seed diverged or failed.</summary>
    public IReadOnlyList<int> Lost => [.. Enumerable.Range(Count, _totals.Length - Count)];

    /// <summary>The numbers of all rows.</summary>
    public IReadOnlyList<int> All => [.. Enumerable.Range(0, _totals.Length)];

    public EquatableArray<SettingAssignment> Settings(int row) => _settings(_totals[row].Configuration);
}

/// <summary>The sums over a configuration's trials, which are added one by one.</summary>
public readonly record struct ConfigurationTotal(long Configuration)
{
    private double ObjectiveSum { get; init; }

    private int Objectives { get; init; }

    private int Missing { get; init; }

    private double SecondsSum { get; init; }

    private int Trained { get; init; }

    /// <summary>Number of weights and biases; 0 until a trial has reported it.</summary>
    public long Parameters { get; private init; }

    /// <summary>Mean over the trials that count; not a number where none does.</summary>
    public double Objective => ObjectiveSum / Objectives;

    /// <summary>Whether a seed counts, or diverged or failed.</summary>
    public bool HasEnded => Objectives > 0 || Missing > 0;

    /// <summary>Whether the objective leaves out seeds that diverged or failed.</summary>
    public bool IsOfSurvivors => Objectives > 0 && Missing > 0;

    /// <summary>Training time of a trial in seconds, mean over those that finished; 0 where none has.</summary>
    public double Seconds => Trained == 0 ? 0 : SecondsSum / Trained;

    /// <summary>The total with one more trial.</summary>
    /// <param name="objective">The trial's <c>CountedObjective</c>.</param>
    /// <param name="parameters">0: unknown.</param>
    /// <param name="seconds">Training time of a trial with a finished result; else null.</param>
    /// <param name="isMissing">Whether the trial diverged or failed without a result.</param>
    public ConfigurationTotal With(double? objective, long parameters, double? seconds, bool isMissing = false) => this with
    {
        Missing = Missing + (isMissing && objective is null ? 1 : 0),
        ObjectiveSum = ObjectiveSum + (objective ?? 0),
        Objectives = Objectives + (objective is null ? 0 : 1),
        SecondsSum = SecondsSum + (seconds ?? 0),
        Trained = Trained + (seconds is null ? 0 : 1),
        Parameters = Math.Max(Parameters, parameters),
    };
}
