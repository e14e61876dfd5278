namespace SweepCluster.Storage.Postgres;

/// <summary>Version 4: the data set of a sweep, null until it is known; progress beyond a trial's finished result, see
/// <see cref="ContinuationBytes"/>; and means over finished trials alone.</summary>
internal static class PostgresPinSchema
{
    public const string Script = """
        ALTER TABLE sweeps ADD COLUMN data_root text;
        ALTER TABLE sweeps ADD COLUMN data_fingerprint text;
        ALTER TABLE trials ADD COLUMN continuation bytea;

        -- Figures of trials that failed or were cancelled count no more.
        UPDATE trials SET objective = NULL WHERE state IN (4, 5) AND final IS NULL AND objective IS NOT NULL;

        DELETE FROM configuration_means;
        INSERT INTO configuration_means (sweep, configuration, mean)
        SELECT sweep, configuration, COALESCE(
            SUM(objective ORDER BY objective) FILTER (WHERE final IS NOT NULL) / NULLIF(COUNT(objective) FILTER (WHERE final IS NOT NULL), 0),
            SUM(objective ORDER BY objective) / COUNT(objective))
        FROM trials WHERE objective IS NOT NULL GROUP BY sweep, configuration;
        """;
}
