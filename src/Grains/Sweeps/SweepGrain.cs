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
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Running;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Grains.Sweeps;

/// <summary>See <see cref="ISweepGrain"/>. It takes the sweep's claim when there is work, and lets go of it when there is none.</summary>
[CoordinatorFilter]
[Reentrant]
internal sealed partial class SweepGrain(
    IResultStore store, SweepClock clock, ClusterTiming timing, ISiloStatusOracle silos, SweepMeter meter, DecisionLog decisions,
    ILogger<SweepGrain> logger) : Grain, ISweepGrain, IAsyncDisposable
{
    /// <summary>With half a slot's turn between them, well below the time that a caller waits.</summary>
    private const int MaxLooks = 32;

    /// <summary>The leaderboard of the metrics is as old at most.</summary>
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
        // Who asks may have forgotten what it was told.
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
        // A key that can't be read would be met again at every tick.
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
            // The silo that ran the sweep does not answer, and has not been declared dead for the store yet: the sweep goes on.
            isHeld = true;
        }

        // Why it stopped is remembered while the grain is.
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

    /// <summary>The session of a sweep that has work; for a change, of any. Null: there is none.</summary>
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
            // An attempt that was refused meanwhile answers all that waited for it: on a busy machine an attempt may take seconds, and
            // calls that made one each would never be answered in time.
            if (_refusals.Count > before)
                throw new ClaimHeldException(_refusals.Message);
            var sweep = await FindAsync();
            if (sweep.Status != SweepStatus.Running && !forChange && !await HasRunningAsync(sweep))
                return null;
            var claim = await ClaimAsync();
            try
            {
                // Read again: only now nobody else can change it.
                sweep = await FindAsync();
                var spec = ReadSpec(sweep);
                var progress = await store.LoadProgressAsync(Id, sweep.Pass, CancellationToken.None);
                var ledger = new SweepLedger(
                    SweepState.Recover(sweep, spec, progress, adopt: true),
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

    /// <summary>This silo, which takes the claims of silos over that membership has declared dead: a frozen one holds them for as long as
    /// it is frozen.</summary>
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

        // Not waited for: where the leaderboard is lost with its silo, the sweep goes on.
        if (_announcing.IsCompleted)
            _announcing = AnnounceAsync(session, withLeaders: _ticks++ % TicksPerLeaders == 0);
        Publish(session);
        await SettleAsync(session);
    }

    /// <summary>Tells the catalogue what the sweep wants, and lets go of a session that is over. One that could not be saved is ahead
    /// of the truth: it is thrown away, and the next call reads the truth again.</summary>
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
            // The next tick tells it again.
            LogUndeclared(Id, failure);
        }
    }

    private static SiloAddress SiloOf(string slot) => SiloAddress.FromParsableString(SlotKey.Parse(slot).Silo);

    /// <summary>Announces saved results to the leaderboard, and takes the places for this silo's metrics from it. They stay as they were
    /// while the leaderboard or the store doesn't answer.</summary>
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
                var leaders = await leaderboard.TopAsync(SweepMeter.MaxRanks);
                (_leaders, _leadersOf) = (LeaderPlaces.Build(session.Spec, leaders.Configurations), saved);
            }
        }
        catch (Exception failure)
        {
            LogUnpublished(Id, failure);
        }
    }

    /// <summary>For this silo's metrics.</summary>
    private void Publish(ClusterSession session)
    {
        if (session.SaveFailure is null)
            meter.Sweeps.Publish(
                new(session.Snapshot(), session.Tally, _leaders, AcceleratorNames.Name(session.Spec.Cluster.Accelerator)));
    }

    /// <summary>The last figures of a session that is over. The places come from the store, which has them all by now.</summary>
    private async Task PublishLastAsync(ClusterSession session)
    {
        try
        {
            var goal = session.Spec.Objective.Goal;
            _leaders = LeaderPlaces.Build(
                session.Spec, await store.ReadLeadersAsync(Id, goal, SweepMeter.MaxRanks, CancellationToken.None));
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
        // Before the claim is released, so that a call that comes meanwhile opens a session of its own.
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

    [LoggerMessage(Level = LogLevel.Information, Message = "{Sweep} is taken up: {Running} trials running, {Unfinished} unfinished.")]
    private partial void LogOpened(string sweep, int running, long unfinished);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sweep} could not tell the catalogue what it wants; it tries again.")]
    private partial void LogUndeclared(string sweep, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sweep} could not look after its leases; it tries again.")]
    private partial void LogTickFailed(string sweep, Exception failure);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The leaderboard of {Sweep} could not be read for its metrics.")]
    private partial void LogUnpublished(string sweep, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Sweep} could not be saved: its state is read again from the store.")]
    private partial void LogLost(string sweep, Exception failure);
}
