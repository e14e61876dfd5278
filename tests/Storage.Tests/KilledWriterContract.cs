using System.Globalization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Stores;

namespace SweepCluster.Storage.Tests;

/// <summary>Kills a real process that writes batches (tests/Storage.Writer), again and again, and looks at what it left.</summary>
public abstract class KilledWriterContract
{
    private const int Kills = 12;

    [Fact]
    public async Task Writer_KilledAtRandomMoments_LeavesWholeBatchesAndFreesItsClaim()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = Open();
        var sweep = await store.CreateSweepAsync(StoreSamples.Sweep(configurations: 1_000_000), cancellation);
        var random = new Random(7);
        for (var kill = 0; kill < Kills; kill++)
        {
            var acknowledged = await RunAndKillAsync(store, Place, sweep.Id, random.Next(1, 25));

            await (await store.ClaimAsync(sweep.Id, claimant: null, TestContext.Current.CancellationToken)).DisposeAsync();
            (await store.FindClaimHolderAsync(sweep.Id, TestContext.Current.CancellationToken)).ShouldBeNull();
            var recorded = await CheckAsync(store, sweep.Id, cancellation);
            recorded.ShouldBeGreaterThanOrEqualTo(acknowledged, "what was committed survives its process.");
        }
    }

    /// <summary>The address that the writer opens.</summary>
    protected abstract string Place { get; }

    protected abstract IResultStore Open();

    /// <summary>Answers the number of trials that the writer said it had committed.</summary>
    private static async Task<long> RunAndKillAsync(IResultStore store, string place, string sweepId, int batches)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "SweepCluster.Storage.Writer.dll");
        using var writer = ChildProcess.Start(
            new(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
            {
                ArgumentList = { program, place, sweepId },
                RedirectStandardOutput = true,
            });
        try
        {
            (await writer.StandardOutput.ReadUntilAsync("the writer to have claimed the sweep", _ => true)).ShouldBe("claimed");
            (await store.FindClaimHolderAsync(sweepId, TestContext.Current.CancellationToken)).ShouldBe(writer.Id);
            var acknowledged = 0L;
            for (var batch = 0; batch < batches; batch++)
                acknowledged = long.Parse(
                    (await writer.StandardOutput.ReadUntilAsync($"batch {batch} of the writer", _ => true))!, CultureInfo.InvariantCulture);
            return acknowledged;
        }
        finally
        {
            writer.Kill();
            await writer.EndAsync();
        }
    }

    /// <summary>Every noted batch is there in full, and nothing else is. Answers the number of trials.</summary>
    private static async Task<long> CheckAsync(IResultStore store, string sweepId, CancellationToken cancellation)
    {
        var next = 0L;
        var lastCount = 0L;
        foreach (var noted in await store.ReadEventsAsync(sweepId, cancellation))
        {
            var parts = noted.Detail.Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            parts[0].ShouldBe(next);
            (next, lastCount) = (next + parts[1], parts[1]);
        }

        var progress = await store.LoadProgressAsync(sweepId, 0, cancellation);
        progress.NextTrial.ShouldBe(next);
        progress.Open.Select(trial => trial.Trial).ShouldBe(Range(next - lastCount, lastCount));
        var trials = await store.ReadTrialsAsync(sweepId, cancellation).ToListAsync(cancellation);
        trials.Select(trial => trial.Trial).ShouldBe(Range(0, next));
        trials.Where(trial => trial.State == TrialState.Succeeded).Select(trial => trial.Trial).ShouldBe(Range(0, next - lastCount));
        var epochs = await store.ReadEpochsAsync(sweepId, null, cancellation).ToListAsync(cancellation);
        epochs.Select(epoch => (epoch.Trial, epoch.Report.Epoch))
            .ShouldBe(Range(0, next - lastCount).SelectMany(trial => new[] { (trial, 1), (trial, 2) }));
        (await store.CountTrialsAsync(sweepId, cancellation)).GetValueOrDefault(TrialState.Running).ShouldBe(lastCount);
        return next;
    }

    private static List<long> Range(long first, long count)
    {
        var numbers = new List<long>();
        for (var number = first; number < first + count; number++)
            numbers.Add(number);
        return numbers;
    }
}
