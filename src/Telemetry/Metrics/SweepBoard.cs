using SweepCluster.Model.Trials;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>The latest figures of the sweeps that this process runs or ran: of a bounded number, those at rest longest go first.</summary>
public sealed class SweepBoard(TimeProvider time)
{
    /// <summary>Sweeps that are kept.</summary>
    public const int MaxSweeps = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _seen;

    /// <summary>Sweeps that came here, those that went again included; one that came back counts twice.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>Replaces what there was of the sweep.</summary>
    public void Publish(SweepSample figures)
    {
        var id = figures.Snapshot.Sweep.Id;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var known = _entries.GetValueOrDefault(id);
            if (known is null)
                _seen++;
            // A tally that shrank is another session's.
            var began = known is null || known.Figures.Tally.Started != figures.Tally.Started || Queued(known.Figures) == 0
                ? now
                : known.Began;
            _entries[id] = new(figures, began, now);
            if (_entries.Count > MaxSweeps)
                _entries.Remove(
                    _entries.Where(entry => entry.Key != id).MinBy(entry => (IsRunning(entry.Value.Figures), entry.Value.Heard)).Key);
        }
    }

    /// <summary>The sweep is another process's now.</summary>
    public void Remove(string sweepId)
    {
        lock (_gate)
        {
            _entries.Remove(sweepId);
        }
    }

    /// <summary>Every sweep, and for how long it has had queued trials without beginning one.</summary>
    public IReadOnlyList<(SweepSample Figures, TimeSpan QueueAge)> Read()
    {
        lock (_gate)
        {
            return [.. _entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => (entry.Value.Figures, Age(entry.Value)))];
        }
    }

    public static bool IsRunning(SweepSample figures) => figures.Snapshot.Sweep.Status == SweepStatus.Running;

    /// <summary>Trials without a record.</summary>
    public static long Unstarted(SweepSample figures) => Math.Max(0, figures.Snapshot.Trials - figures.Snapshot.Counts.Values.Sum());

    /// <summary>Trials that a running sweep has still to begin or to go on with.</summary>
    public static long Queued(SweepSample figures) =>
        IsRunning(figures) ? Unstarted(figures) + figures.Snapshot.Counts.GetValueOrDefault(TrialState.Waiting) : 0;

    /// <summary>Trials that slots train, also those of a paused sweep until they have reached a checkpoint.</summary>
    public static long Running(SweepSample figures) => figures.Snapshot.Counts.GetValueOrDefault(TrialState.Running);

    private TimeSpan Age(Entry entry) => Queued(entry.Figures) == 0 ? TimeSpan.Zero : time.GetElapsedTime(entry.Began);

    private sealed record Entry(SweepSample Figures, long Began, long Heard);
}
