using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Sqlite;

/// <summary>The table <c>decisions</c>. A decision that is recorded stays as it is.</summary>
internal static class SqliteDecisionRows
{
    public static void Write(SqliteDatabase database, long sweep, DecisionRecord decision) => database
        .Prepare(
            "INSERT INTO decisions (sweep, number, time, kind, trial, epochs, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
            + "ON CONFLICT DO NOTHING")
        .Bind(1, sweep)
        .Bind(2, decision.Number)
        .Bind(3, decision.Time)
        .Bind(4, decision.Kind)
        .Bind(5, decision.Trial)
        .Bind(6, decision.Epochs)
        .Bind(7, decision.Reason)
        .Execute();

    /// <summary>The decisions by number.</summary>
    public static List<DecisionRecord> All(SqliteDatabase database, long sweep) => database
        .Prepare("SELECT number, time, kind, trial, epochs, reason FROM decisions WHERE sweep = ?1 ORDER BY number")
        .Bind(1, sweep)
        .All(row => new DecisionRecord(row.Long(0), row.Text(1), row.Text(2), row.Long(3), row.Int(4), row.Text(5)));
}
