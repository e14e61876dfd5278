namespace SweepCluster.Storage.Postgres;

/// <summary>Version 6: the number of attempts of a trial that were lost with their process, and of epochs recorded when the latest attempt
/// began.</summary>
internal static class PostgresLossSchema
{
    public const string Script = """
        ALTER TABLE trials ADD COLUMN lost_attempts integer NOT NULL DEFAULT 0;
        ALTER TABLE trials ADD COLUMN epochs_at_start integer NOT NULL DEFAULT 0;
        """;
}
