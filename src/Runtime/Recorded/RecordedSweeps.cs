using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Runtime.Recorded;

/// <summary>Brings the latest recorded sweeps to the metrics, so that their leaderboards can be read after the processes that ran them are
/// gone.</summary>
/// <remarks>It reads in the background, so that no reading of the metrics waits for it. A sweep at rest is read once, and again when it has
/// changed.</remarks>
/// <param name="store">Where sweeps are recorded; it stays the caller's, and must outlive this.</param>
/// <param name="board">The board of the process's metrics.</param>
/// <param name="time">Measures how old the latest reading is.</param>
/// <param name="withRunning">Whether it reads sweeps that are recorded as running. In a cluster, silos publish those that they run.</param>
/// <param name="accelerator">Name of the accelerator that trains a sweep; null: the one that its spec requests.</param>
public sealed class RecordedSweeps(
    IResultReader store, SweepBoard board, TimeProvider time, bool withRunning, Func<string>? accelerator = null) : IAsyncDisposable
{
    /// <summary>Time between the beginnings of two readings at least.</summary>
    public static readonly TimeSpan MinAge = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private Task _reading = Task.CompletedTask;
    private long? _began;

    /// <summary>Begins to read where the latest reading is over and its beginning long enough ago. Not called concurrently.</summary>
    public void Refresh()
    {
        if (_stop.IsCancellationRequested || !_reading.IsCompleted || (_began is { } began && time.GetElapsedTime(began) < MinAge))
            return;
        _began = time.GetTimestamp();
        _reading = Task.Run(() => ReadAsync(_stop.Token));
    }

    /// <summary>Ends the reading in progress.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var sweeps = await store.ListSweepsAsync(cancellation);
            var latest = sweeps.Reverse()
                .Where(sweep => withRunning || sweep.Status != SweepStatus.Running)
                .Take(board.MaxSweeps);
            var read = new Dictionary<string, Known>(StringComparer.Ordinal);
            var shown = new List<(SweepSample, DateTimeOffset)>();
            foreach (var sweep in latest)
            {
                if (await FindAsync(sweep, cancellation) is not { } known)
                    continue;
                read[sweep.Id] = known;
                shown.Add((known.Figures, known.At));
            }

            _known = read;
            board.Record(shown);
        }
        catch (Exception)
        {
            // The store has counted the error, or this has been disposed meanwhile. The sweeps stay as they were.
        }
    }

    /// <summary>The figures of a sweep; null where this process publishes it itself, or this version cannot read its spec.</summary>
    private async Task<Known?> FindAsync(SweepRecord sweep, CancellationToken cancellation)
    {
        if (_known.GetValueOrDefault(sweep.Id) is { IsSettled: true } known && known.Figures.Snapshot.Sweep == sweep)
            return known;
        if ((sweep.Status == SweepStatus.Running && board.IsPublished(sweep.Id)) || SpecCache.Read(sweep.SpecText).Spec is not { } spec)
            return null;
        var counts = await store.CountTrialsAsync(sweep.Id, cancellation);
        var leaders = await store.ReadLeadersAsync(sweep.Id, spec.Objective.Goal, SweepMeter.ReadRanks, cancellation);
        var isRunning = sweep.Status == SweepStatus.Running;
        var figures = new SweepSample(
            new(sweep, Trials(sweep, spec), counts, [], null), spec.Objective.Metric.Name(), null, LeaderPlaces.Build(spec, leaders),
            accelerator?.Invoke() ?? AcceleratorNames.Name(spec.Cluster.Accelerator))
        {
            IsHeld = !isRunning || await store.FindClaimHolderAsync(sweep.Id, cancellation) is not null,
        };
        var at = isRunning ? time.GetUtcNow() : await EndAsync(sweep, cancellation);
        return new(figures, at, IsSettled: !isRunning && counts.GetValueOrDefault(TrialState.Running) == 0);
    }

    private async Task<DateTimeOffset> EndAsync(SweepRecord sweep, CancellationToken cancellation)
    {
        var events = await store.ReadEventsAsync(sweep.Id, cancellation);
        return events.Count > 0 ? events[^1].At : sweep.CreatedAt;
    }

    private static long Trials(SweepRecord sweep, SweepSpec spec) => SweepState.Recover(sweep, spec, new(0, [], 0)).Trials;

    /// <param name="IsSettled">Whether the figures stay as they are while the sweep's record does.</param>
    private sealed record Known(SweepSample Figures, DateTimeOffset At, bool IsSettled);
}
