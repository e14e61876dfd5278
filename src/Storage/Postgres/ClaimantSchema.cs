namespace SweepCluster.Storage.Postgres;

/// <summary>Version 5: the claimant of a sweep's newest claim, and the token of that claim; without a claimant, or with another token, nobody
/// knows the holder by name. And the order in which a sweep's events were written.</summary>
internal static class ClaimantSchema
{
    public const string Script = """
        ALTER TABLE sweeps ADD COLUMN IF NOT EXISTS claimant text, ADD COLUMN IF NOT EXISTS claimant_token bigint;

        CREATE INDEX IF NOT EXISTS events_in_order ON events (sweep, event);
        """;
}
