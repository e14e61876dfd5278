using Npgsql;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Postgres;

/// <summary>The table <c>decisions</c>. A decision that is recorded stays as it is.</summary>
internal static class PostgresDecisionRows
{
    public static NpgsqlBatchCommand Add(int sweep, IReadOnlyCollection<DecisionRecord> decisions) => new NpgsqlBatchCommand(
        """
        INSERT INTO decisions (sweep, number, time, kind, trial, epochs, reason)
        SELECT $1, number, time, kind, trial, epochs, reason
        FROM unnest($2, $3, $4, $5, $6, $7) AS i(number, time, kind, trial, epochs, reason) ORDER BY number
        ON CONFLICT DO NOTHING
        """)
        .With(sweep)
        .WithColumn(decisions, decision => decision.Number)
        .WithColumn(decisions, decision => decision.Time)
        .WithColumn(decisions, decision => decision.Kind)
        .WithColumn(decisions, decision => decision.Trial)
        .WithColumn(decisions, decision => decision.Epochs)
        .WithColumn(decisions, decision => PostgresParameters.Text(decision.Reason));

    /// <summary>Reads the decisions by number.</summary>
    public static NpgsqlBatchCommand All(int sweep) => new NpgsqlBatchCommand(
        "SELECT number, time, kind, trial, epochs, reason FROM decisions WHERE sweep = $1 ORDER BY number").With(sweep);

    public static DecisionRecord Read(NpgsqlDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt32(4), row.GetString(5));
}
