using SweepCluster.Model.Trials;
using SweepCluster.Storage.Sqlite;

namespace SweepCluster.Coordinator.Tests;

/// <summary>Reads what another process has recorded so far.</summary>
internal static class RecordedTrial
{
    /// <summary>Null: not yet.</summary>
    public static async Task<TrialRecord?> FindAsync(string home, string sweep, long trial)
    {
        if (!File.Exists(Path.Combine(home, "sweeps.db")))
            return null;
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = SqliteResultStore.Open(home);
        return await store.FindSweepAsync(sweep, cancellation) is null ? null : await store.FindTrialAsync(sweep, trial, cancellation);
    }
}
