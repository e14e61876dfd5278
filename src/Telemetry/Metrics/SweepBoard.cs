using SweepCluster.Model.Trials;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>The latest figures of the sweeps that this process runs or ran, and of others that it read from the store: of a bounded
/// number, those at rest longest go first.</summary>
/// <param name="time">Dates what is published.</param>
/// <param name="maxSweeps">Maximum number of sweeps, 1 to <see cref="SweepLimit"/>.</param>
public sealed class SweepBoard(TimeProvider time, int maxSweeps = SweepBoard.DefaultSweeps)
{
    /// <summary>Maximum number of sweeps unless configured.</summary>
    public const int DefaultSweeps = 10;

    /// <summary>Greatest number of sweeps that can be configured.</summary>
    public const int SweepLimit = 30;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private IReadOnlyList<BoardEntry> _recorded = [];
    private long _seen;
    private long _texts;

    /// <summary>Maximum number of sweeps.</summary>
    public int MaxSweeps => maxSweeps;

    /// <summary>Number of sweeps that were ever published, including dropped ones; one that came back counts twice.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>Texts of leaderboards that replaced another text.</summary>
    public long TextsReplaced => Interlocked.Read(ref _texts);

    /// <summary>Replaces what there was of a sweep that this process runs.</summary>
    public void Publish(SweepSample figures)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var known = _entries.GetValueOrDefault(figures.Id);
            Count(figures, known?.Figures ?? Recorded(figures.Id));
            // A tally that shrank is another session's.
            var began = known is null || known.Figures.Tally?.Started != figures.Tally?.Started || known.Figures.Queued == 0
                ? now
                : known.Began;
            _entries[figures.Id] = new(figures, began, now, time.GetUtcNow());
            if (_entries.Count > maxSweeps)
                _entries.Remove(
                    _entries.Where(entry => entry.Key != figures.Id)
                        .MinBy(entry => (entry.Value.Figures.IsRunning, entry.Value.Published)).Key);
        }
    }

    /// <summary>Replaces what there was of sweeps that other processes run or ran. They fill the room that this process's own sweeps leave,
    /// and take the place of one that is removed.</summary>
    /// <param name="recorded">The latest sweeps first, with the moments at which they were as recorded.</param>
    public void Record(IReadOnlyList<(SweepSample Figures, DateTimeOffset At)> recorded)
    {
        lock (_gate)
        {
            foreach (var (figures, _) in recorded)
            {
                if (!_entries.ContainsKey(figures.Id))
                    Count(figures, Recorded(figures.Id));
            }

            _recorded = [.. recorded.Select(entry => new BoardEntry(entry.Figures, TimeSpan.Zero, entry.At))];
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

    /// <summary>Whether this process publishes the sweep.</summary>
    public bool IsPublished(string sweepId)
    {
        lock (_gate)
        {
            return _entries.ContainsKey(sweepId);
        }
    }

    /// <summary>Every sweep, by id.</summary>
    public IReadOnlyList<BoardEntry> Read()
    {
        lock (_gate)
        {
            var room = maxSweeps - _entries.Count;
            var others = _recorded.Where(entry => !_entries.ContainsKey(entry.Figures.Id)).Take(room);
            return
            [
                .. _entries.Values.Select(entry => new BoardEntry(entry.Figures, Age(entry), entry.At)).Concat(others)
                    .OrderBy(entry => entry.Figures.Id, StringComparer.Ordinal),
            ];
        }
    }

    private SweepSample? Recorded(string sweepId) => _recorded.FirstOrDefault(entry => entry.Figures.Id == sweepId)?.Figures;

    private void Count(SweepSample figures, SweepSample? before)
    {
        if (before is null)
            _seen++;
        else if (before.Leaders != figures.Leaders)
            _texts += figures.Leaders.Select((place, rank) => Replaced(before.Leaders.ElementAtOrDefault(rank), place)).Sum();
    }

    private static int Replaced(LeaderPlace? before, LeaderPlace place) => place.Cells.Except(before?.Cells ?? []).Count();

    private TimeSpan Age(Entry entry) => entry.Figures.Queued == 0 ? TimeSpan.Zero : time.GetElapsedTime(entry.Began);

    private sealed record Entry(SweepSample Figures, long Began, long Published, DateTimeOffset At);
}
