using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Sqlite;

/// <summary>The table <c>events</c>. All columns of an event form its key: a repeated event is recorded once.</summary>
internal static class SqliteEventRows
{
    private const long WholeSweep = -1;

    public static void Write(SqliteDatabase database, long sweep, EventRecord noted) => database
        .Prepare("INSERT INTO events (sweep, at, kind, trial, detail) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")
        .Bind(1, sweep)
        .Bind(2, noted.At)
        .Bind(3, noted.Kind)
        .Bind(4, noted.Trial ?? WholeSweep)
        .Bind(5, noted.Detail)
        .Execute();

    /// <summary>The events in the order in which they were written.</summary>
    public static List<EventRecord> All(SqliteDatabase database, long sweep) => database
        .Prepare("SELECT at, kind, trial, detail FROM events WHERE sweep = ?1 ORDER BY event")
        .Bind(1, sweep)
        .All(row => new EventRecord(row.Instant(0), row.Text(1), row.Long(2) == WholeSweep ? null : row.Long(2), row.Text(3)));
}
