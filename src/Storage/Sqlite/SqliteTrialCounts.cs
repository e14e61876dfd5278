using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Sqlite;

/// <summary>The table <c>trial_counts</c>, and the changes of a batch to it: the number of trials in each state, by the pass in which they
/// were last leased.</summary>
internal sealed class SqliteTrialCounts
{
    private readonly Dictionary<(int Pass, int State), long> _changes = [];

    public void Add(int pass, int state, long trials) => _changes[(pass, state)] = _changes.GetValueOrDefault((pass, state)) + trials;

    public void Write(SqliteDatabase database, long sweep)
    {
        var add = database.Prepare(
            """
            INSERT INTO trial_counts (sweep, pass, state, trials) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (sweep, pass, state) DO UPDATE SET trials = trials + excluded.trials
            """);
        foreach (var ((pass, state), trials) in _changes)
        {
            if (trials != 0)
                add.Bind(1, sweep).Bind(2, pass).Bind(3, state).Bind(4, trials).Execute();
        }
    }

    /// <summary>The number of trials by state, without states that have none.</summary>
    public static Dictionary<TrialState, long> ByState(SqliteDatabase database, long sweep) => database
        .Prepare("SELECT state, SUM(trials) FROM trial_counts WHERE sweep = ?1 GROUP BY state HAVING SUM(trials) > 0")
        .Bind(1, sweep)
        .All(row => ((TrialState)row.Int(0), row.Long(1)))
        .ToDictionary();

    /// <summary>The number of trials leased in the pass or a later one.</summary>
    public static long Leased(SqliteDatabase database, long sweep, int pass) => database
        .Prepare("SELECT COALESCE(SUM(trials), 0) FROM trial_counts WHERE sweep = ?1 AND pass >= ?2")
        .Bind(1, sweep)
        .Bind(2, pass)
        .First(row => row.Long(0));
}
