using Npgsql;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Postgres;

/// <summary>The mean objective of each configuration, indexed by mean: the leaders are the first entries.</summary>
internal static class PostgresConfigurationMeans
{
    /// <summary>Computes the means of the trials' configurations again, after the trials were written: from the objectives of trials that
    /// finished or diverged; where there are none, from the provisional objectives of those that run or wait. Trials that failed or were
    /// cancelled don't count. The sum is taken in the order of the objectives, so that it doesn't depend on the order in which the trials
    /// came. A configuration of which nothing scored now is looked at only if it has a mean, which may have to go.</summary>
    public static NpgsqlBatchCommand Renew(int sweep, IReadOnlyCollection<TrialRecord> trials)
    {
        var touched = new SortedDictionary<long, bool>();
        foreach (var trial in trials)
            touched[trial.Configuration] = touched.GetValueOrDefault(trial.Configuration) || trial.Objective is not null;
        return new NpgsqlBatchCommand(
            """
            WITH means AS MATERIALIZED (
                SELECT i.configuration, (
                    SELECT COALESCE(
                        SUM(t.objective ORDER BY t.objective) FILTER (WHERE t.final IS NOT NULL OR t.state = 3)
                            / NULLIF(COUNT(t.objective) FILTER (WHERE t.final IS NOT NULL OR t.state = 3), 0),
                        SUM(t.objective ORDER BY t.objective) FILTER (WHERE t.state < 2) / NULLIF(COUNT(t.objective) FILTER (WHERE t.state < 2), 0))
                    FROM trials t WHERE t.sweep = $1 AND t.configuration = i.configuration) AS mean
                FROM unnest($2, $3) AS i(configuration, scored)
                WHERE i.scored OR EXISTS (SELECT FROM configuration_means m WHERE m.sweep = $1 AND m.configuration = i.configuration)),
            removed AS (
                DELETE FROM configuration_means m USING means n WHERE m.sweep = $1 AND m.configuration = n.configuration AND n.mean IS NULL)
            INSERT INTO configuration_means AS m (sweep, configuration, mean)
            SELECT $1, configuration, mean FROM means WHERE mean IS NOT NULL ORDER BY configuration
            ON CONFLICT (sweep, configuration) DO UPDATE SET mean = excluded.mean WHERE m.mean <> excluded.mean
            """)
            .With(sweep)
            .WithColumn(touched.Keys, configuration => configuration)
            .WithColumn(touched.Values, scored => scored);
    }

    /// <summary>Reads the trials of the best configurations, best first, by seed index. Equal means are ordered by configuration. Where
    /// there are fewer, the configurations without a mean follow of which a trial diverged or failed.</summary>
    public static NpgsqlBatchCommand Leaders(int sweep, Goal goal, int top) => new NpgsqlBatchCommand(
        $"""
        WITH leaders AS MATERIALIZED (
            SELECT configuration, ROW_NUMBER() OVER (ORDER BY {Order(goal)}) AS place FROM (
                SELECT configuration, mean FROM configuration_means WHERE sweep = $1 ORDER BY {Order(goal)} LIMIT $2) best),
        others AS MATERIALIZED (
            SELECT configuration, (SELECT COUNT(*) FROM leaders) + ROW_NUMBER() OVER (ORDER BY configuration) AS place FROM (
                SELECT DISTINCT configuration FROM trials t
                WHERE sweep = $1 AND state IN (3, 4) AND final IS NULL AND NOT EXISTS (
                    SELECT FROM configuration_means m WHERE m.sweep = $1 AND m.configuration = t.configuration)
                ORDER BY configuration LIMIT GREATEST(0, $2 - (SELECT COUNT(*) FROM leaders))) missing),
        places AS (SELECT configuration, place FROM leaders UNION ALL SELECT configuration, place FROM others)
        SELECT {PostgresTrialRows.Columns} FROM places JOIN trials USING (configuration) WHERE sweep = $1 ORDER BY place, repeat, trial
        """)
        .With(sweep)
        .With(top);

    private static string Order(Goal goal) => goal switch
    {
        Goal.Minimize => "mean, configuration",
        Goal.Maximize => "mean DESC, configuration",
        _ => throw new ArgumentOutOfRangeException(nameof(goal), goal, "Unknown goal."),
    };
}
