using Npgsql;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Postgres;

/// <summary>The table <c>events</c>. All columns of an event form its key: a repeated event is recorded once.</summary>
internal static class PostgresEventRows
{
    private const long WholeSweep = -1;

    public static NpgsqlBatchCommand Add(int sweep, IReadOnlyCollection<EventRecord> events) => new NpgsqlBatchCommand(
        """
        INSERT INTO events (sweep, at, kind, trial, detail)
        SELECT $1, at, kind, trial, detail FROM unnest($2, $3, $4, $5) WITH ORDINALITY AS i(at, kind, trial, detail, place) ORDER BY place
        ON CONFLICT DO NOTHING
        """)
        .With(sweep)
        .WithColumn(events, noted => PostgresParameters.Ticks(noted.At))
        .WithColumn(events, noted => noted.Kind)
        .WithColumn(events, noted => noted.Trial ?? WholeSweep)
        .WithColumn(events, noted => PostgresParameters.Text(noted.Detail));

    /// <summary>Reads the events in the order in which they were written: commits to a sweep come one after the other, and the numbers of
    /// events rise with them.</summary>
    public static NpgsqlBatchCommand All(int sweep) =>
        new NpgsqlBatchCommand("SELECT at, kind, trial, detail FROM events WHERE sweep = $1 ORDER BY event").With(sweep);

    public static EventRecord Read(NpgsqlDataReader row) => new(
        PostgresParameters.Instant(row.GetInt64(0)), row.GetString(1), row.GetInt64(2) is var trial && trial == WholeSweep ? null : trial,
        row.GetString(3));
}
