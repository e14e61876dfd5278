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

/// <summary>See <see cref="ISweepCatalogGrain"/>. Its state is rebuilt from the reports of the sweeps and slots.</summary>
[CoordinatorFilter]
[Reentrant]
internal sealed partial class SweepCatalogGrain(
    IResultStore store, SweepClock clock, ClusterTiming timing, TimeProvider time, ISiloStatusOracle silos, DecisionLog decisions,
    ILogger<SweepCatalogGrain> logger)
    : Grain, ISweepCatalogGrain
{
    private static readonly TimeSpan SlotTimeout = TimeSpan.FromSeconds(10);

    private readonly FairShare _share = new();
    private readonly Dictionary<string, (SlotStatus Status, long Reported, bool Idle)> _slots = new(StringComparer.Ordinal);

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

    public Task<EquatableArray<string>> NextAsync(SlotRequest request)
    {
        var slot = request.Status.Slot;
        // Added before the held trials: an ended sweep is dropped once no slot holds a trial of it.
        foreach (var use in request.Used)
            _share.Use(use);
        _share.Hold(
            slot, request.Status.Trials.GroupBy(trial => trial.SweepId).Select(sweep => KeyValuePair.Create(sweep.Key, sweep.Count())));
        EquatableArray<string> order = request.Room > 0 ? _share.Order(request.Status.Accelerator).ToEquatableArray() : [];
        if (order.Count > 0)
        {
            var first = order[0];
            if (decisions.IsEnabled)
            {
                var shares = _share.Standings(request.Status.Accelerator);
                decisions.SlotOffered(slot, request.Room, first, shares);
            }

            _share.Expect(slot, first, request.Room);
        }

        _slots[slot] = (request.Status, time.GetTimestamp(), request.Room > 0 && order.Count == 0);
        return Task.FromResult(order);
    }

    public Task<EquatableArray<SlotStatus>> SlotsAsync()
    {
        RemoveExpiredSlots();
        return Task.FromResult(
            _slots.Values.Select(slot => slot.Status).OrderBy(status => status.Slot, StringComparer.Ordinal).ToEquatableArray());
    }

    /// <summary>Resumes sweeps that no silo runs: after a crash of its silo, only the watchdog calls a sweep.</summary>
    private async Task WatchAsync(CancellationToken cancellation)
    {
        RemoveExpiredSlots();
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

    // A sweep that can't be resumed, for example because this version can't read its spec, must not stop the others.
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

    private void RemoveExpiredSlots()
    {
        foreach (var (slot, seen) in _slots.ToList())
        {
            if (time.GetElapsedTime(seen.Reported) < SlotTimeout
                && !silos.IsDeadSilo(SiloAddress.FromParsableString(SlotKey.Parse(slot).Silo)))
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sweep} could not be resumed; the silo tries again.")]
    private partial void LogNotEnsured(string sweep, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Unfinished sweeps could not be listed; the silo tries again.")]
    private partial void LogWatchFailed(Exception failure);
}
