using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage.Sqlite;

/// <summary>Writes batches, and in the same transaction everything that is derived from trials: see <see cref="SqliteTrialCounts"/> and
/// <see cref="SqliteConfigurationMeans"/>. It must be used within a write of the database.</summary>
internal sealed class SqliteBatchWriter(SqliteDatabase database)
{
    private readonly Statement _previous =
        database.Prepare("SELECT state, pass, objective, configuration, final IS NOT NULL FROM trials WHERE sweep = ?1 AND trial = ?2");
    private readonly Statement _trial = database.Prepare(SqliteTrialRows.Upsert);
    private readonly Statement _epoch = database.Prepare(SqliteEpochRows.Replace);

    public void Write(long sweep, StoreBatch batch)
    {
        if (batch.Sweep is { } record)
            SqliteSweepRows.Update(database, record);
        WriteTrials(sweep, batch.Trials);
        foreach (var epoch in batch.Epochs)
        {
            SqliteEpochRows.Bind(_epoch, sweep, epoch);
            _epoch.Execute();
        }

        foreach (var noted in batch.Events)
            SqliteEventRows.Write(database, sweep, noted);
        foreach (var decision in batch.Decisions)
            SqliteDecisionRows.Write(database, sweep, decision);
        foreach (var use in batch.Keys)
        {
            SqliteKeyRows.Prune(database, use.At);
            SqliteKeyRows.Write(database, sweep, sweep, use.Key, use.At);
        }
    }

    private void WriteTrials(long sweep, IReadOnlyCollection<TrialRecord> trials)
    {
        var changes = new SqliteTrialCounts();
        var touched = new SortedSet<long>();
        foreach (var trial in trials)
        {
            if (trial.Objective is { } objective && !double.IsFinite(objective))
                throw new ArgumentException(
                    $"The objective of trial {trial.Trial} is {objective}; a trial without a finite one has none.", nameof(trials));
            var previous = _previous.Bind(1, sweep).Bind(2, trial.Trial).First(Previous.Read);
            SqliteTrialRows.Bind(_trial, sweep, trial);
            _trial.Execute();
            if (previous is { } old)
                changes.Add(old.Pass, old.State, -1);
            changes.Add(trial.Pass, (int)trial.State, 1);
            if (previous?.Objective is not null && previous.Value.Configuration != trial.Configuration)
                touched.Add(previous.Value.Configuration);
            if (previous?.Objective != trial.Objective || previous?.Configuration != trial.Configuration
                || previous?.HasResult != trial.HasResult || previous?.IsOpen != IsOpenState(trial.State))
                touched.Add(trial.Configuration);
        }

        changes.Write(database, sweep);
        SqliteConfigurationMeans.Renew(database, sweep, touched);
    }

    private static bool IsOpenState(TrialState state) => state is TrialState.Running or TrialState.Waiting;

    private readonly record struct Previous(int State, int Pass, double? Objective, long Configuration, bool HasResult)
    {
        public bool IsOpen => IsOpenState((TrialState)State);

        public static Previous? Read(Statement row) => new(row.Int(0), row.Int(1), row.NullableDouble(2), row.Long(3), row.Long(4) != 0);
    }
}
