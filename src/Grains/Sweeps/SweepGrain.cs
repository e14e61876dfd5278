using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Placement;
using SweepCluster.Grains.Slots;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Runtime.Sessions;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Running;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Grains.Sweeps;

/// <summary>See <see cref="ISweepGrain"/>. It takes the sweep's claim when there is work, and releases it when there is none.</summary>
[CoordinatorFilter]
[Reentrant]
internal sealed partial class SweepGrain(
    IResultStore store, SweepClock clock, ClusterTiming timing, ISiloStatusOracle silos, SweepMeter meter, DecisionLog decisions,
    ILogger<SweepGrain> logger) : Grain, ISweepGrain, IAsyncDisposable
{
    /// <summary>Maximum number of checks whether the trials have ended, half a slot's turn apart; well below the caller's
    /// timeout.</summary>
    private const int MaxLooks = 32;

    /// <summary>Number of ticks between two updates of the leaderboard in the metrics.</summary>
    private const int TicksPerLeaders = 4;

    private readonly SemaphoreSlim _opening = new(1);
    private (long Count, string Message) _refusals;
    private ClusterSession? _session;
    private SweepStanding? _last;
    private SweepDemand? _declared;
    private IGrainTimer? _timer;
    private IReadOnlyList<LeaderPlace> _leaders = [];
    private long? _leadersOf;
    private long? _announced;
    private Task _announcing = Task.CompletedTask;
    private long _ticks;

    private string Id => this.GetPrimaryKeyString();

    private ISweepCatalogGrain Catalog => GrainFactory.GetGrain<ISweepCatalogGrain>(0);

    public async Task EnsureAsync()
    {
        // A catalogue that was activated again has lost the demand that this sweep declared.
        _declared = null;
        if (await OpenAsync(forChange: false) is { } session)
            await SettleAsync(session);
    }

    public async Task<SweepRecord> ChangeAsync(SweepChange change)
    {
        var session = (await OpenAsync(forChange: true))!;
        if (change is SweepChange.ExtendEpochs or SweepChange.ExtendSeeds or SweepChange.Edit)
        {
            // A sweep just paused still has trials on their way to a checkpoint.
            for (var look = 0; look < MaxLooks && !session.State.IsActive && !session.State.Running.IsEmpty; look++)
                await Task.Delay(timing.SlotTurn / 2);
            session = (await OpenAsync(forChange: true))!;
        }

        try
        {
            return await session.ChangeAsync(change);
        }
        finally
        {
            await SettleAsync(session);
        }
    }

    public async Task<SlotOrders> ExchangeAsync(SlotReport report)
    {
        // A key that can't be parsed would fail every tick.
        _ = SiloOf(report.Slot);
        var session = await OpenAsync(forChange: false);
        if (session is null)
            return new([], report.Trials.Select(trial => new TrialAttempt(trial.Trial, trial.Attempt)).ToEquatableArray());
        try
        {
            return await session.ExchangeAsync(report);
        }
        finally
        {
            await SettleAsync(session);
        }
    }

    public async Task<SweepStanding> SnapshotAsync()
    {
        var isHeld = false;
        try
        {
            if (await OpenAsync(forChange: false) is { } session)
                return new(session.Snapshot(), !session.IsOver, session.Failure);
        }
        catch (ClaimHeldException)
        {
            // The silo that ran the sweep doesn't respond, and the store does not show it as dead yet: the sweep continues.
            isHeld = true;
        }

        // The failure is kept as long as the grain is.
        if (_last is { } last)
            return last;
        var sweep = await FindAsync();
        var spec = ReadSpec(sweep);
        var state = SweepState.Recover(sweep, spec, await store.LoadProgressAsync(Id, sweep.Pass, CancellationToken.None));
        return new(new(sweep, state.Trials, await store.CountTrialsAsync(Id, CancellationToken.None), [], null), isHeld, null);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await CloseAsync("its grain is deactivated");
        meter.Sweeps.Remove(Id);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync("its grain is disposed of");
        _opening.Dispose();
    }

    /// <summary>The session of a sweep that has work, or of any sweep for a change. Null: there is none.</summary>
    private async Task<ClusterSession?> OpenAsync(bool forChange)
    {
        if (_session is { } open)
            return open;
        var before = _refusals.Count;
        await _opening.WaitAsync();
        try
        {
            if (_session is not null)
                return _session;
            // A failed attempt answers all calls that waited for it. On a busy machine an attempt may take seconds, and calls that made
            // one each would not be answered in time.
            if (_refusals.Count > before)
                throw new ClaimHeldException(_refusals.Message);
            var sweep = await FindAsync();
            if (sweep.Status != SweepStatus.Running && !forChange && !await HasRunningAsync(sweep))
                return null;
            var claim = await ClaimAsync();
            try
            {
                // Read again: only now can no other process change it.
                sweep = await FindAsync();
                var spec = ReadSpec(sweep);
                var progress = await store.LoadProgressAsync(Id, sweep.Pass, CancellationToken.None);
                var state = await ScheduleReader.RecoverAsync(
                    store, SweepState.Recover(sweep, spec, progress, adopt: true), spec, adopt: true, CancellationToken.None);
                var ledger = new SweepLedger(
                    state,
                    new(await store.CountTrialsAsync(Id, CancellationToken.None), adopt: true),
                    decisions.Decided);
                if (sweep.Pass == 0 && progress.NextTrial == 0 && (await store.ReadEventsAsync(Id, CancellationToken.None)).Count == 0)
                    ledger.Note(new(sweep.CreatedAt, "submitted", null, ""));
                _session = new(spec, ledger, claim!, store, timing, decisions, clock.Time);
                claim = null;
            }
            finally
            {
                if (claim is not null)
                    await claim.DisposeAsync();
            }

            (_last, _leadersOf) = (null, null);
            _timer = this.RegisterGrainTimer(
                TickAsync, new GrainTimerCreationOptions(timing.SweepTick, timing.SweepTick) { Interleave = true, KeepAlive = true });
            LogOpened(Id, _session.State.Running.Count, _session.State.Unfinished);
            return _session;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>This silo as a claimant, which takes over the claims of silos that membership has declared dead: a frozen silo holds its
    /// claims for as long as it is frozen.</summary>
    private Claimant CreateClaimant() =>
        new(silos.SiloAddress.ToParsableString(), silo => silos.IsDeadSilo(SiloAddress.FromParsableString(silo)));

    private async Task<IAsyncDisposable?> ClaimAsync()
    {
        try
        {
            return await store.ClaimAsync(Id, CreateClaimant(), CancellationToken.None);
        }
        catch (ClaimHeldException refusal)
        {
            _refusals = (_refusals.Count + 1, refusal.Message);
            throw;
        }
    }

    private async Task<bool> HasRunningAsync(SweepRecord sweep) =>
        (await store.CountTrialsAsync(sweep.Id, CancellationToken.None)).GetValueOrDefault(TrialState.Running) > 0;

    private async Task TickAsync(CancellationToken cancellation)
    {
        if (_session is not { } session)
            return;
        try
        {
            await session.TickAsync(slot => silos.IsDeadSilo(SiloOf(slot)));
        }
        catch (Exception failure)
        {
            LogTickFailed(Id, failure);
        }

        // Not awaited: the sweep continues while the leaderboard is lost with its silo.
        if (_announcing.IsCompleted)
            _announcing = AnnounceAsync(session, withLeaders: _ticks++ % TicksPerLeaders == 0);
        Publish(session);
        await SettleAsync(session);
    }

    /// <summary>Declares the sweep's demand to the catalogue, and closes a session that is over. A session that could not be saved is ahead
    /// of the store: it is dropped, and the next call reads the store again.</summary>
    private async Task SettleAsync(ClusterSession session)
    {
        if (_session != session)
            return;
        if (session.SaveFailure is { } failed)
        {
            LogLost(Id, failed);
            await CloseAsync("it could not be saved");
            meter.Sweeps.Remove(Id);
            return;
        }

        var over = session.IsOver;
        var cluster = session.Spec.Cluster;
        var demand = new SweepDemand(Id, session.State.HasWork, cluster.Accelerator, cluster.Priority, cluster.Weight);
        if (over)
        {
            _last = new(session.Snapshot(), IsHeld: false, session.Failure);
            await CloseAsync("no trial runs and none is left to lease");
            await PublishLastAsync(session);
        }

        if (demand == _declared)
            return;
        try
        {
            await Catalog.DeclareAsync(demand);
            _declared = demand;
        }
        catch (Exception failure)
        {
            // The next tick declares it again.
            LogUndeclared(Id, failure);
        }
    }

    private static SiloAddress SiloOf(string slot) => SiloAddress.FromParsableString(SlotKey.Parse(slot).Silo);

    /// <summary>Announces saved results to the leaderboard, and takes from it the places for this silo's metrics. They stay as they were
    /// while the leaderboard or the store doesn't respond.</summary>
    private async Task AnnounceAsync(ClusterSession session, bool withLeaders)
    {
        var saved = session.Saved;
        var leaderboard = GrainFactory.GetGrain<ILeaderboardGrain>(Id);
        try
        {
            if (saved != _announced)
            {
                await leaderboard.RecordedAsync();
                _announced = saved;
            }

            if (withLeaders && saved != _leadersOf)
            {
                var leaders = await leaderboard.TopAsync(SweepMeter.ReadRanks);
                (_leaders, _leadersOf) = (LeaderPlaces.Build(session.Spec, leaders.Configurations), saved);
            }
        }
        catch (Exception failure)
        {
            LogUnpublished(Id, failure);
        }
    }

    /// <summary>Publishes the session's figures as this silo's metrics.</summary>
    private void Publish(ClusterSession session)
    {
        if (session.SaveFailure is null)
        {
            var spec = session.Spec;
            meter.Sweeps.Publish(
                new(
                    session.Snapshot(), spec.Objective.Metric.Name(), session.Tally, _leaders,
                    AcceleratorNames.Name(spec.Cluster.Accelerator)));
        }
    }

    /// <summary>Publishes the last figures of a session that is over. The places come from the store, which has all of them by
    /// now.</summary>
    private async Task PublishLastAsync(ClusterSession session)
    {
        try
        {
            var goal = session.Spec.Objective.Goal;
            _leaders = LeaderPlaces.Build(
                session.Spec, await store.ReadLeadersAsync(Id, goal, SweepMeter.ReadRanks, CancellationToken.None));
        }
        catch (Exception failure)
        {
            LogUnpublished(Id, failure);
        }

        _announcing = AnnounceAsync(session, withLeaders: false);
        Publish(session);
    }

    private async Task CloseAsync(string reason)
    {
        var session = _session;
        _timer?.Dispose();
        // Cleared before the claim is released, so that a call in between opens a session of its own.
        (_timer, _session) = (null, null);
        if (session is null)
            return;
        session.Close(reason);
        await session.DisposeAsync();
    }

    private static SweepSpec ReadSpec(SweepRecord sweep) =>
        SpecCache.Read(sweep.SpecText).Spec
        ?? throw new SweepException($"The spec of {sweep.Id} can't be read by this version. Use the version that submitted the sweep.");

    private async Task<SweepRecord> FindAsync() =>
        await store.FindSweepAsync(Id, CancellationToken.None) ?? throw NotRecorded.Sweep(Id);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Sweep} is resumed: {Running} trials running, {Unfinished} unfinished.")]
    private partial void LogOpened(string sweep, int running, long unfinished);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sweep} could not declare its demand to the catalogue; it tries again.")]
    private partial void LogUndeclared(string sweep, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sweep} could not check its leases; it tries again.")]
    private partial void LogTickFailed(string sweep, Exception failure);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The leaderboard of {Sweep} could not be read for its metrics.")]
    private partial void LogUnpublished(string sweep, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Sweep} could not be saved: its state is read again from the store.")]
    private partial void LogLost(string sweep, Exception failure);
}
