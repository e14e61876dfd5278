using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Placement;
using SweepCluster.Grains.Slots;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Sweeps.Leases;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Grains.Sweeps;

/// <summary>See <see cref="ISweepCatalogGrain"/>. It holds nothing that the sweeps and slots don't tell it again.</summary>
[CoordinatorFilter]
[Reentrant]
internal sealed partial class SweepCatalogGrain(
    IResultStore store, SweepClock clock, ClusterTiming timing, TimeProvider time, ISiloStatusOracle silos, DecisionLog decisions,
    ILogger<SweepCatalogGrain> logger)
    : Grain, ISweepCatalogGrain
{
    private static readonly TimeSpan SlotMemory = TimeSpan.FromSeconds(10);

    private readonly FairShare _share = new();
    private readonly Dictionary<string, (SlotStatus Status, long Heard, bool Idle)> _slots = new(StringComparer.Ordinal);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(
            WatchAsync, new GrainTimerCreationOptions(TimeSpan.Zero, timing.Watchdog) { Interleave = true, KeepAlive = true });
        return Task.CompletedTask;
    }

    public async Task<SweepRecord> SubmitAsync(SweepSubmission submission)
    {
        var reading = SpecCache.Read(submission.SpecText);
        var spec = reading.Spec ?? throw new SweepException(string.Join('\n', reading.Problems.Select(problem => problem.Format("spec"))));
        var sweep = await CreateAsync(
            new(
                spec.Name, submission.SpecText, submission.DataFolder, SweepConfigurations.Find(spec).Count, spec.Seeds,
                clock.Time.GetUtcNow())
            {
                Data = submission.Data,
                Key = submission.Key,
            });
        // The sweep is recorded: if it can't be taken up now, as while a silo that was lost still holds its claim, the watchdog does it.
        await EnsureAsync(sweep.Id);
        return sweep;
    }

    public Task DeclareAsync(SweepDemand demand)
    {
        _share.Declare(demand);
        if (demand.Wants)
            WakeIdle(demand.Accelerator);
        return Task.CompletedTask;
    }

    public Task<EquatableArray<string>> NextAsync(SlotAsk ask)
    {
        var slot = ask.Status.Slot;
        // Before what it holds: a sweep that has ended is dropped once no slot holds a trial of it.
        foreach (var use in ask.Used)
            _share.Use(use);
        _share.Hold(slot, ask.Status.Trials.GroupBy(trial => trial.SweepId).Select(sweep => KeyValuePair.Create(sweep.Key, sweep.Count())));
        EquatableArray<string> order = ask.Room > 0 ? _share.Order(ask.Status.Accelerator).ToEquatableArray() : [];
        if (order.Count > 0)
        {
            var first = order[0];
            if (decisions.IsEnabled)
            {
                var shares = _share.Standings(ask.Status.Accelerator);
                decisions.SlotOffered(slot, ask.Room, first, shares);
            }

            _share.Expect(slot, first, ask.Room);
        }

        _slots[slot] = (ask.Status, time.GetTimestamp(), ask.Room > 0 && order.Count == 0);
        return Task.FromResult(order);
    }

    public Task<EquatableArray<SlotStatus>> SlotsAsync()
    {
        Forget();
        return Task.FromResult(
            _slots.Values.Select(slot => slot.Status).OrderBy(status => status.Slot, StringComparer.Ordinal).ToEquatableArray());
    }

    /// <summary>Takes up what nobody runs: after a crash of its silo a sweep has no one else to call it.</summary>
    private async Task WatchAsync(CancellationToken cancellation)
    {
        Forget();
        try
        {
            foreach (var sweep in await store.ListSweepsAsync(cancellation))
            {
                if (sweep.Status == SweepStatus.Running)
                    await EnsureAsync(sweep.Id);
            }
        }
        catch (Exception failure)
        {
            LogWatchFailed(failure);
        }
    }

    // One that can't be taken up, such as one whose spec this version can't read, must not stop the others.
    private async Task EnsureAsync(string sweepId)
    {
        try
        {
            await GrainFactory.GetGrain<ISweepGrain>(sweepId).EnsureAsync();
        }
        catch (Exception failure)
        {
            LogNotEnsured(sweepId, failure);
        }
    }

    /// <summary>Records the sweep, or finds the one that an earlier request with the same key recorded.</summary>
    private async Task<SweepRecord> CreateAsync(NewSweep sweep)
    {
        try
        {
            return await store.CreateSweepAsync(sweep, CancellationToken.None);
        }
        catch (KeyUsedException)
        {
            if (await RepeatedRequests.FindAsync(store, sweepId: null, sweep.Key, sweep.CreatedAt, CancellationToken.None) is { } earlier)
                return earlier;
            throw;
        }
    }

    private void Forget()
    {
        foreach (var (slot, seen) in _slots.ToList())
        {
            if (time.GetElapsedTime(seen.Heard) < SlotMemory && !silos.IsDeadSilo(SiloAddress.FromParsableString(SlotKey.Parse(slot).Silo)))
                continue;
            _slots.Remove(slot);
            _share.Hold(slot, []);
        }
    }

    private void WakeIdle(Accelerator accelerator)
    {
        foreach (var (slot, seen) in _slots)
        {
            if (seen.Idle && seen.Status.Accelerator == accelerator)
                _ = GrainFactory.GetGrain<IGpuGrain>(slot).WakeAsync();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sweep} could not be taken up; it is tried again.")]
    private partial void LogNotEnsured(string sweep, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unfinished sweeps could not be looked for; it is tried again.")]
    private partial void LogWatchFailed(Exception failure);
}
