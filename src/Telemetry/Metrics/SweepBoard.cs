using SweepCluster.Model.Trials;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>The latest figures of the sweeps that this process runs or ran. Their number is limited; those that have been at rest longest
/// are dropped first.</summary>
public sealed class SweepBoard(TimeProvider time)
{
    /// <summary>Maximum number of sweeps.</summary>
    public const int MaxSweeps = 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _seen;

    /// <summary>Number of sweeps that were ever published, including dropped ones; one that came back counts twice.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>Replaces the figures of the sweep.</summary>
    public void Publish(SweepSample figures)
    {
        var id = figures.Snapshot.Sweep.Id;
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var known = _entries.GetValueOrDefault(id);
            if (known is null)
                _seen++;
            // A tally that shrank belongs to another session.
            var began = known is null || known.Figures.Tally.Started != figures.Tally.Started || Queued(known.Figures) == 0
                ? now
                : known.Began;
            _entries[id] = new(figures, began, now);
            if (_entries.Count > MaxSweeps)
                _entries.Remove(
                    _entries.Where(entry => entry.Key != id).MinBy(entry => (IsRunning(entry.Value.Figures), entry.Value.Published)).Key);
        }
    }

    /// <summary>Removes a sweep that another process runs now.</summary>
    public void Remove(string sweepId)
    {
        lock (_gate)
        {
            _entries.Remove(sweepId);
        }
    }

    /// <summary>Every sweep, with the time for which it has had queued trials without beginning one.</summary>
    public IReadOnlyList<(SweepSample Figures, TimeSpan QueueAge)> Read()
    {
        lock (_gate)
        {
            return [.. _entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => (entry.Value.Figures, Age(entry.Value)))];
        }
    }

    public static bool IsRunning(SweepSample figures) => figures.Snapshot.Sweep.Status == SweepStatus.Running;

    /// <summary>Number of trials without a record.</summary>
    public static long Unstarted(SweepSample figures) => Math.Max(0, figures.Snapshot.Trials - figures.Snapshot.Counts.Values.Sum());

    /// <summary>Number of trials that a running sweep has yet to begin or continue.</summary>
    public static long Queued(SweepSample figures) =>
        IsRunning(figures) ? Unstarted(figures) + figures.Snapshot.Counts.GetValueOrDefault(TrialState.Waiting) : 0;

    private TimeSpan Age(Entry entry) => Queued(entry.Figures) == 0 ? TimeSpan.Zero : time.GetElapsedTime(entry.Began);

    private sealed record Entry(SweepSample Figures, long Began, long Published);
}
