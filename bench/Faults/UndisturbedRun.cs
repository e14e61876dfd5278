using SweepCluster.Contracts.Ports;
using SweepCluster.Runtime.Embedded;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing.Stores;
using SweepCluster.Training.Noop;

namespace SweepCluster.Bench.Faults;

/// <summary>The records of sweeps that nothing disturbs: run in this process, with the results in SQLite.</summary>
/// <param name="submission">The submission, which has one seed.</param>
internal sealed class UndisturbedRun(SweepSubmission submission)
{
    private readonly Dictionary<int, string[]> _bySeeds = [];

    public SweepSubmission Submission => submission;

    /// <summary>Runs the sweep on first use, and returns its records as <see cref="RecordedTrials"/> reads them.</summary>
    /// <param name="seeds">Number of seeds; above 1, the finished sweep is extended.</param>
    public async Task<string[]> FindAsync(int seeds)
    {
        if (!_bySeeds.TryGetValue(seeds, out var records))
            _bySeeds[seeds] = records = await RunAsync(seeds);
        return records;
    }

    private async Task<string[]> RunAsync(int seeds)
    {
        var folder = Directory.CreateTempSubdirectory("sweep-bench-");
        try
        {
            await using var store = SqliteResultStore.Open(folder.FullName);
            await using var service = new EmbeddedSweepService(store, _ => new NoopTrainer(), new(2, null), TimeProvider.System);
            var sweep = await service.SubmitAsync(submission, CancellationToken.None);
            await WaitForEndAsync(service, sweep.Id);
            if (seeds > 1)
            {
                await service.ChangeAsync(sweep.Id, new SweepChange.ExtendSeeds(seeds - 1), CancellationToken.None);
                await WaitForEndAsync(service, sweep.Id);
            }

            return await RecordedTrials.ReadAsync(store, sweep.Id, CancellationToken.None);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task WaitForEndAsync(EmbeddedSweepService service, string sweepId)
    {
        await foreach (var _ in service.WatchAsync(sweepId, CancellationToken.None))
        {
        }
    }
}
