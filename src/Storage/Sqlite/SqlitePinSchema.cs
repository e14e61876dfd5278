namespace SweepCluster.Storage.Sqlite;

/// <summary>Version 3: the data set of a sweep, null until it is known; progress beyond a trial's finished result, see
/// <see cref="ContinuationBytes"/>; and means over finished trials alone.</summary>
internal static class SqlitePinSchema
{
    public const string Script = """
        ALTER TABLE sweeps ADD COLUMN data_root TEXT;
        ALTER TABLE sweeps ADD COLUMN data_fingerprint TEXT;
        ALTER TABLE trials ADD COLUMN continuation BLOB;

        -- Figures of trials that failed or were cancelled count no more.
        UPDATE trials SET objective = NULL WHERE state IN (4, 5) AND final IS NULL AND objective IS NOT NULL;

        DELETE FROM configuration_means;
        INSERT INTO configuration_means (sweep, configuration, mean)
        SELECT sweep, configuration, COALESCE(AVG(objective) FILTER (WHERE final IS NOT NULL), AVG(objective))
        FROM (SELECT sweep, configuration, objective, final FROM trials WHERE objective IS NOT NULL ORDER BY sweep, configuration, objective)
        GROUP BY sweep, configuration;

        DELETE FROM mean_blocks;
        INSERT INTO mean_blocks (sweep, block, least, greatest)
        SELECT sweep, configuration / 256, MIN(mean), MAX(mean) FROM configuration_means GROUP BY sweep, configuration / 256;
        """;
}
