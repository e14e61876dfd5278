namespace SweepCluster.Storage.Postgres;

/// <summary>Version 8: the decisions of schedules, whose virtual times may exceed 64 bits, and the epoch to which a trial's latest lease
/// trains; null without a schedule.</summary>
internal static class PostgresDecisionSchema
{
    public const string Script = """
        CREATE TABLE decisions (
            sweep integer NOT NULL,
            number bigint NOT NULL,
            time text NOT NULL,
            kind text NOT NULL,
            trial bigint NOT NULL,
            epochs integer NOT NULL,
            reason text NOT NULL,
            PRIMARY KEY (sweep, number)
        );

        ALTER TABLE trials ADD COLUMN stop_at integer;
        """;
}
