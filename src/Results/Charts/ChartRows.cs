using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Results.Charts;

/// <summary>The figures of every configuration of a sweep that charts need, best first: a few numbers each, so that there may be hundreds
/// of thousands. Settings are derived from the configuration's number when they are read. Configurations without an objective are left
/// out.</summary>
public sealed class ChartRows
{
    private readonly ConfigurationTotal[] _totals;
    private readonly Func<long, EquatableArray<SettingAssignment>> _settings;

    /// <param name="totals">In any order. Configurations whose mean isn't finite are left out: they can't be drawn.</param>
    /// <param name="settings">The varying settings of a configuration, by its number.</param>
    public ChartRows(IEnumerable<ConfigurationTotal> totals, Goal goal, Func<long, EquatableArray<SettingAssignment>> settings)
    {
        _totals = [.. totals.Where(total => double.IsFinite(total.Objective))];
        _settings = settings;
        Array.Sort(_totals, (one, other) =>
        {
            var order = goal == Goal.Minimize ? one.Objective.CompareTo(other.Objective) : other.Objective.CompareTo(one.Objective);
            return order != 0 ? order : one.Configuration.CompareTo(other.Configuration);
        });
    }

    public int Count => _totals.Length;

    public ConfigurationTotal this[int row] => _totals[row];

    /// <summary>The numbers of all rows, best first.</summary>
    public IReadOnlyList<int> Rows => [.. Enumerable.Range(0, Count)];

    public EquatableArray<SettingAssignment> Settings(int row) => _settings(_totals[row].Configuration);
}

/// <summary>The sums over a configuration's trials, which are added one by one.</summary>
public readonly record struct ConfigurationTotal(long Configuration)
{
    private double ObjectiveSum { get; init; }

    private int Objectives { get; init; }

    private double SecondsSum { get; init; }

    private int Trained { get; init; }

    /// <summary>Number of weights and biases; 0 until a trial has reported it.</summary>
    public long Parameters { get; private init; }

    /// <summary>Mean over the trials that count; not a number where none does.</summary>
    public double Objective => ObjectiveSum / Objectives;

    /// <summary>Training time of a trial in seconds, mean over those that finished; 0 where none has.</summary>
    public double Seconds => Trained == 0 ? 0 : SecondsSum / Trained;

    /// <summary>The total with one more trial.</summary>
    /// <param name="objective">The trial's <c>CountedObjective</c>.</param>
    /// <param name="parameters">0: unknown.</param>
    /// <param name="seconds">Training time of a trial with a finished result; else null.</param>
    public ConfigurationTotal With(double? objective, long parameters, double? seconds) => this with
    {
        ObjectiveSum = ObjectiveSum + (objective ?? 0),
        Objectives = Objectives + (objective is null ? 0 : 1),
        SecondsSum = SecondsSum + (seconds ?? 0),
        Trained = Trained + (seconds is null ? 0 : 1),
        Parameters = Math.Max(Parameters, parameters),
    };
}
