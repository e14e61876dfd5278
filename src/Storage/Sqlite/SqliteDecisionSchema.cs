namespace SweepCluster.Storage.Sqlite;

/// <summary>Version 7: the decisions of schedules, whose virtual times may exceed 64 bits, and the epoch to which a trial's latest lease
/// trains; null without a schedule.</summary>
internal static class SqliteDecisionSchema
{
    public const string Script = """
        CREATE TABLE decisions (
            sweep INTEGER NOT NULL,
            number INTEGER NOT NULL,
            time TEXT NOT NULL,
            kind TEXT NOT NULL,
            trial INTEGER NOT NULL,
            epochs INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (sweep, number)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE trials ADD COLUMN stop_at INTEGER;
        """;
}
