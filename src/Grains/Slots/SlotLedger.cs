using SweepCluster.Contracts.Grains;

namespace SweepCluster.Grains.Slots;

/// <summary>The trials that a slot holds, by sweep, and the slot time of each sweep since the last request. It belongs to the silo, not to
/// the slot's grain: Orleans ends activations whose directory entry was lost with another silo, and the next activation continues with
/// it.</summary>
internal sealed class SlotLedger
{
    private readonly Dictionary<string, long> _sequences = new(StringComparer.Ordinal);
    private readonly Dictionary<SlotAttempt, HeldTrial> _held = [];
    private readonly Dictionary<string, (double Seconds, int Ended)> _used = new(StringComparer.Ordinal);

    /// <summary>Held during a turn, because an ending activation may still be in its last turn while the next one begins.</summary>
    public SemaphoreSlim Turn { get; } = new(1);

    /// <summary>Whether the slot takes no more leases.</summary>
    public bool IsDraining { get; set; }

    public IReadOnlyCollection<HeldTrial> Held => _held.Values;

    /// <summary>Number of trials that have not ended.</summary>
    public int Open => _held.Values.Count(trial => trial.End is null);

    /// <summary>Number of epochs and ends that are not confirmed.</summary>
    public int News => _held.Values.Sum(trial => trial.News);

    public IEnumerable<string> Sweeps => _held.Keys.Select(attempt => attempt.SweepId).Distinct(StringComparer.Ordinal);

    public IReadOnlyList<HeldTrial> HeldOf(string sweepId) =>
        [.. _held.Values.Where(trial => trial.Lease.SweepId == sweepId).OrderBy(trial => trial.Lease.Trial)];

    /// <summary>Adds a trial; false if the slot holds it already.</summary>
    public bool TryAdd(HeldTrial trial) => _held.TryAdd(trial.Attempt, trial);

    public void Remove(HeldTrial trial) => _held.Remove(trial.Attempt);

    public void Record(SlotNews news)
    {
        if (news is SlotNews.Ended ended)
        {
            var used = _used.GetValueOrDefault(news.Attempt.SweepId);
            _used[news.Attempt.SweepId] = (used.Seconds + ended.Busy.TotalSeconds, used.Ended + 1);
        }

        // The slot has dropped the trial: its further news are ignored.
        if (!_held.TryGetValue(news.Attempt, out var trial))
            return;
        switch (news)
        {
            case SlotNews.EpochCompleted epoch:
                trial.Add(epoch.Report);
                break;
            case SlotNews.Ended end:
                trial.Add(end);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(news), news, "Unknown news.");
        }
    }

    /// <summary>The number of the next report to the sweep.</summary>
    public long NextSequence(string sweepId) => _sequences[sweepId] = _sequences.GetValueOrDefault(sweepId) + 1;

    public IReadOnlyList<SweepUse> TakeUsed()
    {
        var used = _used.Select(use => new SweepUse(use.Key, use.Value.Seconds, use.Value.Ended)).ToList();
        _used.Clear();
        return used;
    }
}
