using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Storage.Postgres;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing.Stores;

// Writes batches to a sweep until it is killed, and says on a line of its own when one is committed. Each batch leases some
// trials, ends those of the batch before with two epochs each, and notes "FIRST COUNT" of its leases as an event.
// Arguments: the home folder or a connection string of PostgreSQL, the sweep's id, and the name of the claimant if it has one.
await using IResultStore store = args[0].Contains('=') ? PostgresResultStore.Open(new(args[0])) : SqliteResultStore.Open(args[0]);
var claimant = args.Length > 2 ? new Claimant(args[2], _ => false) : null;
await using var claim = await store.ClaimAsync(args[1], claimant, CancellationToken.None);
var progress = await store.LoadProgressAsync(args[1], 0, CancellationToken.None);
var next = progress.NextTrial;
var open = progress.Open;
Console.WriteLine("claimed");
for (var batch = 0; ; batch++)
{
    var count = 1 + ((batch * 7919) % 300);
    var leased = Enumerable.Range(0, count)
        .Select(i => StoreSamples.Trial(next + i, null, TrialState.Running, configurations: 1_000_000))
        .ToList();
    var ended = open.Select(trial => StoreSamples.Trial(trial.Trial, 0.5, configurations: 1_000_000)).ToList();
    var epochs =
        ended.SelectMany(trial => new[] { 1, 2 }.Select(epoch => new EpochRecord(trial.Trial, StoreSamples.Report(epoch)))).ToList();
    var noted = new EventRecord(StoreSamples.Start.AddTicks(next), "batch", null, $"{next} {count}");
    await store.CommitAsync(args[1], new StoreBatch(null, [.. ended, .. leased], epochs, [noted]), CancellationToken.None);
    Console.WriteLine(next + count);
    next += count;
    open = leased;
}
