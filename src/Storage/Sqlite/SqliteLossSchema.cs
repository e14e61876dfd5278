namespace SweepCluster.Storage.Sqlite;

/// <summary>Version 5: the number of attempts of a trial that were lost with their process, and of epochs recorded when the latest attempt
/// began.</summary>
internal static class SqliteLossSchema
{
    public const string Script = """
        ALTER TABLE trials ADD COLUMN lost_attempts INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE trials ADD COLUMN epochs_at_start INTEGER NOT NULL DEFAULT 0;
        """;
}
