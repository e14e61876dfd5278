using SweepCluster.Model.Spec;

namespace SweepCluster.Storage.Sqlite;

/// <summary>The mean objective of each configuration, and the minimum and maximum mean of each block of 256 configurations: the leaders are
/// found by reading few blocks. An index by mean would find them too, but its random writes cost more than the whole rest of a batch; these
/// rows are written in the order of the grid.</summary>
internal static class SqliteConfigurationMeans
{
    private const int BlockSize = 256;

    /// <summary>Computes the means of these configurations again: from the objectives of trials that finished or diverged; where there are
    /// none, from the provisional objectives of those that run or wait. Trials that failed or were cancelled don't count. The sum is taken
    /// in the order of the objectives, so that it doesn't depend on the order in which the trials came.</summary>
    public static void Renew(SqliteDatabase database, long sweep, IReadOnlyCollection<long> configurations)
    {
        var mean = database.Prepare(
            """
            INSERT INTO configuration_means (sweep, configuration, mean)
            SELECT ?1, ?2, COALESCE(AVG(objective) FILTER (WHERE finished), AVG(objective))
            FROM (SELECT objective, final IS NOT NULL OR state = 3 AS finished FROM trials INDEXED BY trials_by_configuration
                WHERE sweep = ?1 AND configuration = ?2 AND objective IS NOT NULL AND (final IS NOT NULL OR state IN (0, 1, 3)) ORDER BY objective)
            HAVING COUNT(*) > 0
            ON CONFLICT (sweep, configuration) DO UPDATE SET mean = excluded.mean
            RETURNING 1
            """);
        var delete = database.Prepare("DELETE FROM configuration_means WHERE sweep = ?1 AND configuration = ?2");
        var blocks = new SortedSet<long>();
        foreach (var configuration in configurations)
        {
            if (mean.Bind(1, sweep).Bind(2, configuration).First(row => row.Long(0)) == 0)
                delete.Bind(1, sweep).Bind(2, configuration).Execute();
            blocks.Add(configuration / BlockSize);
        }

        foreach (var block in blocks)
            RenewBlock(database, sweep, block);
    }

    /// <summary>The configurations with the best means, best first; equal means by configuration.</summary>
    public static List<long> Best(SqliteDatabase database, long sweep, Goal goal, int top)
    {
        // Ranked by (key, configuration), ascending: the key is the mean, negated if the maximum is best.
        var sign = goal == Goal.Minimize ? 1.0 : -1.0;
        var best = new SortedSet<(double Key, long Configuration)>();
        var blocks = database
            .Prepare("SELECT block, least, greatest FROM mean_blocks WHERE sweep = ?1")
            .Bind(1, sweep)
            .All(row => (Bound: goal == Goal.Minimize ? row.Double(1) : -row.Double(2), First: row.Long(0) * BlockSize));
        blocks.Sort();
        var means = database.Prepare(
            "SELECT configuration, mean FROM configuration_means WHERE sweep = ?1 AND configuration BETWEEN ?2 AND ?3 AND mean * ?4 <= ?5");
        foreach (var (bound, first) in blocks)
        {
            if (best.Count >= top && (bound, first).CompareTo(best.Max) > 0)
                break;
            means.Bind(1, sweep).Bind(2, first).Bind(3, first + BlockSize - 1).Bind(4, sign)
                .Bind(5, best.Count < top ? double.PositiveInfinity : best.Max.Key);
            foreach (var mean in means.All(row => (sign * row.Double(1), row.Long(0))))
            {
                best.Add(mean);
                if (best.Count > top)
                    best.Remove(best.Max);
            }
        }

        return [.. best.Select(mean => mean.Configuration)];
    }

    /// <summary>The configurations without a mean of which a trial diverged or failed, by configuration.</summary>
    public static List<long> WithoutMean(SqliteDatabase database, long sweep, int max) => max <= 0 ? [] : database
        .Prepare(
            """
            SELECT DISTINCT configuration FROM trials INDEXED BY trials_by_configuration
            WHERE sweep = ?1 AND state IN (3, 4) AND final IS NULL AND NOT EXISTS (
                SELECT 1 FROM configuration_means m WHERE m.sweep = ?1 AND m.configuration = trials.configuration)
            ORDER BY configuration LIMIT ?2
            """)
        .Bind(1, sweep)
        .Bind(2, max)
        .All(row => row.Long(0));

    private static void RenewBlock(SqliteDatabase database, long sweep, long block)
    {
        var extremes = database.Prepare(
            """
            INSERT INTO mean_blocks (sweep, block, least, greatest)
            SELECT ?1, ?2, MIN(mean), MAX(mean) FROM configuration_means WHERE sweep = ?1 AND configuration BETWEEN ?3 AND ?4 HAVING COUNT(*) > 0
            ON CONFLICT (sweep, block) DO UPDATE SET least = excluded.least, greatest = excluded.greatest
            RETURNING 1
            """);
        extremes.Bind(1, sweep).Bind(2, block).Bind(3, block * BlockSize).Bind(4, ((block + 1) * BlockSize) - 1);
        if (extremes.First(row => row.Long(0)) == 0)
            database.Prepare("DELETE FROM mean_blocks WHERE sweep = ?1 AND block = ?2").Bind(1, sweep).Bind(2, block).Execute();
    }
}
