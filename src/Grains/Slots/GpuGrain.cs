using Microsoft.Extensions.Logging;
using Orleans.Placement;
using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Placement;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Grains.Slots;

/// <summary>See <see cref="IGpuGrain"/>. Each turn collects the news of the slot's threads, reports them, and requests leases for the free
/// room. A call that fails is repeated at a later turn with the same news.</summary>
[SlotPlacement]
[Immovable]
internal sealed partial class GpuGrain(
    ITrainingSlots slots, SlotLedgers ledgers, ClusterTiming timing, TimeProvider time, ILogger<GpuGrain> logger) : Grain, IGpuGrain
{
    /// <summary>Maximum time between two requests to the catalogue: it drops a slot that it has no request from.</summary>
    private static readonly TimeSpan RequestInterval = TimeSpan.FromSeconds(2);

    /// <summary>Turns after which a slot renews the leases of a sweep whose trials have no news.</summary>
    private const int TurnsPerRenewal = 4;

    private static readonly Task<bool> Passed = Task.FromResult(true);

    private ITrainingSlot _slot = null!;
    private SlotLedger _ledger = null!;
    private IGrainTimer? _timer;
    private Task _feeding = Task.CompletedTask;
    private long? _requested;
    private long _turns;
    private int _failures;

    private string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _slot = slots[SlotKey.Parse(Key).Slot];
        _ledger = ledgers[Key];
        return Task.CompletedTask;
    }

    public Task StartAsync()
    {
        _timer ??= this.RegisterGrainTimer(TurnAsync, new GrainTimerCreationOptions(TimeSpan.Zero, timing.SlotTurn) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public Task WakeAsync() => TurnAsync(CancellationToken.None);

    public async Task DrainAsync()
    {
        _ledger.IsDraining = true;
        foreach (var trial in _ledger.Held)
            _slot.Interrupt(trial.Attempt);
        while (_ledger.Held.Count > 0)
        {
            await TurnAsync(CancellationToken.None);
            if (_ledger.Held.Count > 0)
                await Task.Delay(timing.SlotTurn / 10, time);
        }

        _timer?.Dispose();
        _timer = null;
        // Otherwise the catalogue would reckon with the slot for some seconds more.
        await RequestOffersAsync(room: 0);
    }

    private SlotStatus Status() => new(
        Key, _slot.Accelerator, _slot.Device, _ledger.IsDraining,
        _ledger.Held.Where(trial => trial.End is null)
            .Select(trial => new SlotTrialStatus(
                trial.Lease.SweepId, trial.Lease.Trial, trial.Lease.Attempt, _slot.ProgressOf(trial.Attempt).Progress))
            .ToEquatableArray());

    private async Task TurnAsync(CancellationToken cancellation)
    {
        await _ledger.Turn.WaitAsync(cancellation);
        try
        {
            await TakeTurnAsync();
        }
        finally
        {
            _ledger.Turn.Release();
        }
    }

    private async Task TakeTurnAsync()
    {
        foreach (var news in _slot.TakeNews())
            _ledger.Record(news);
        var renews = _turns++ % TurnsPerRenewal == 0;
        var room = _ledger.IsDraining ? 0 : Math.Max(0, _slot.Capacity - _ledger.Open);
        var failure = default(Exception);
        IReadOnlyList<string> offers = [];
        try
        {
            if (room > 0 || _requested is not { } requested || time.GetElapsedTime(requested) >= RequestInterval)
                offers = await RequestOffersAsync(room);
        }
        catch (Exception away) when (GrainCallFailure.IsTransient(away))
        {
            // The trials on the slot are reported nevertheless.
            failure = away;
        }

        // One call per sweep reports the trials that the slot holds and requests new leases.
        foreach (var sweep in offers.Union(_ledger.Sweeps).ToList())
        {
            var wanted = offers.Contains(sweep) ? room : 0;
            var held = _ledger.HeldOf(sweep);
            if (wanted == 0 && !(renews && held.Count > 0) && !held.Any(trial => trial.News > 0))
                continue;
            try
            {
                room -= await ExchangeAsync(sweep, wanted);
            }
            catch (Exception refused) when (refused is SweepException or IOException || GrainCallFailure.IsTransient(refused))
            {
                // The other sweeps' trials are reported nevertheless.
                failure ??= refused;
            }
        }

        // Logged once, not at every turn.
        if (failure is not null && _failures == 0)
            LogTurnFailed(Key, failure);
        _failures = failure is null ? 0 : _failures + 1;
    }

    private async Task<IReadOnlyList<string>> RequestOffersAsync(int room)
    {
        _requested = time.GetTimestamp();
        return await GrainFactory.GetGrain<ISweepCatalogGrain>(0).NextAsync(new(Status(), room, _ledger.TakeUsed().ToEquatableArray()));
    }

    /// <summary>Sends the reports of a sweep's trials and takes its leases; returns how many it took.</summary>
    private async Task<int> ExchangeAsync(string sweepId, int room)
    {
        var reports = new List<(HeldTrial Trial, TrialReport Report)>();
        foreach (var trial in _ledger.HeldOf(sweepId))
        {
            var (progress, rate) = _slot.ProgressOf(trial.Attempt);
            reports.Add((trial, trial.Report(progress, rate)));
        }

        await PassFencesAsync(reports);
        // Beside the exchange: live points don't wait for the save, and the exchange doesn't wait for an unavailable leaderboard.
        if (_feeding.IsCompleted)
            _feeding = FeedAsync(sweepId, reports.Where(IsLive).Select(Point).ToEquatableArray());
        var orders = await GrainFactory.GetGrain<ISweepGrain>(sweepId)
            .ExchangeAsync(new(Key, _ledger.NextSequence(sweepId), room, reports.Select(held => held.Report).ToEquatableArray()));
        if (orders.Late)
            return 0;
        foreach (var (trial, report) in reports)
        {
            if (trial.Confirm(report))
                _ledger.Remove(trial);
        }

        foreach (var attempt in orders.Stop)
            _slot.Interrupt(new(sweepId, attempt));
        return await BeginAsync(orders.Leases);
    }

    // Reports of an older attempt end here: the trial is given up, and its slot is stopped. A first attempt has no older one, so it needs
    // no call; once a second has begun, the sweep refuses the reports of the first.
    private async Task PassFencesAsync(List<(HeldTrial Trial, TrialReport Report)> reports)
    {
        var news = reports.Where(held => held.Trial.News > 0 && held.Trial.IsFenced).ToList();
        var answers = await Task.WhenAll(news.Select(held => Fence(held.Trial).ReportAsync(held.Report)));
        for (var index = 0; index < news.Count; index++)
        {
            if (answers[index])
                continue;
            reports.Remove(news[index]);
            GiveUp(news[index].Trial);
        }
    }

    private async Task<int> BeginAsync(EquatableArray<TrialLease> leases)
    {
        var trials = leases.Select(lease => new HeldTrial(lease)).Where(_ledger.TryAdd).ToList();
        if (trials.Count == 0)
            return 0;
        bool[] answers;
        try
        {
            answers = await Task.WhenAll(trials.Select(trial => trial.IsFenced ? Fence(trial).BeginAsync(trial.Lease) : Passed));
        }
        catch
        {
            // The trials have not begun, and so are not in the next report: the sweep repeats their leases. A trial that is held without
            // being trained would have its lease renewed for ever.
            trials.ForEach(_ledger.Remove);
            throw;
        }

        var begun = trials.Where((_, index) => answers[index]).ToList();
        foreach (var late in trials.Except(begun))
            GiveUp(late);
        _slot.Enqueue([.. begun.Select(trial => trial.Lease)]);
        return begun.Count;
    }

    private void GiveUp(HeldTrial trial)
    {
        LogFenced(Key, trial.Lease.SweepId, trial.Lease.Trial, trial.Lease.Attempt);
        _slot.Interrupt(trial.Attempt);
        _ledger.Remove(trial);
    }

    // An unavailable leaderboard costs live points, not results.
    private async Task FeedAsync(string sweepId, EquatableArray<TrialPoint> points)
    {
        if (points.Count == 0)
            return;
        try
        {
            await GrainFactory.GetGrain<ILeaderboardFeedGrain>(sweepId).AddAsync(points);
        }
        catch (Exception failure) when (failure is SweepException || GrainCallFailure.IsTransient(failure))
        {
            LogFeedFailed(sweepId, failure);
        }
    }

    // The result of a trial that has ended is recorded by the same exchange.
    private static bool IsLive((HeldTrial Trial, TrialReport Report) held) => held.Report is { Epochs.Count: > 0, Outcome: null };

    private static TrialPoint Point((HeldTrial Trial, TrialReport Report) held) =>
        new(held.Report.Trial, held.Report.Attempt, held.Report.Epochs[^1]);

    private ITrialGrain Fence(HeldTrial trial) =>
        GrainFactory.GetGrain<ITrialGrain>(new TrialKey(_slot.Accelerator, trial.Lease.SweepId, trial.Lease.Trial).ToString());

    [LoggerMessage(Level = LogLevel.Warning, Message = "Slot {Slot} could not report or take leases; it tries again.")]
    private partial void LogTurnFailed(string slot, Exception failure);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Slot {Slot} drops attempt {Attempt} of trial {Trial} of {Sweep}: a newer one has begun.")]
    private partial void LogFenced(string slot, string sweep, long trial, int attempt);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The leaderboard of {Sweep} did not receive the latest points.")]
    private partial void LogFeedFailed(string sweep, Exception failure);
}
