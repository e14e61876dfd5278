namespace SweepCluster.Storage.Postgres;

/// <summary>Version 5: the claimant of a sweep's newest claim, the token of that claim, and the process id of the server's session that
/// holds its lock (without a claimant, or with another token, the holder's name is unknown); and the order in which a sweep's events were
/// written.</summary>
internal static class ClaimantSchema
{
    public const string Script = """
        ALTER TABLE sweeps ADD COLUMN IF NOT EXISTS claimant text, ADD COLUMN IF NOT EXISTS claimant_token bigint,
            ADD COLUMN IF NOT EXISTS claim_backend integer;

        CREATE INDEX IF NOT EXISTS events_in_order ON events (sweep, event);
        """;
}
