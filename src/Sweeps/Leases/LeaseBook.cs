using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;

namespace SweepCluster.Sweeps.Leases;

/// <summary>Who holds the leases of a sweep's running trials, and since when nobody has heard of them. Time is counted in ticks of the
/// one who keeps the book, so that while he is deaf himself (his store is away, his machine stalls) no lease runs out.</summary>
/// <param name="patience">Ticks without a word after which a lease is lost; at least 1.</param>
/// <param name="adoption">The same for a lease whose holder is not known: he may be the one whose death brought the book into other
/// hands, and nobody would ever say so. At least 1; living slots speak once a second.</param>
public sealed class LeaseBook(int patience, int adoption)
{
    private readonly Dictionary<long, Entry> _entries = [];

    /// <summary>Leases out.</summary>
    public int Count => _entries.Count;

    /// <param name="slot">Null: running when the book was opened, its holder has still to say so.</param>
    public void Grant(TrialAttempt attempt, string? slot) => _entries[attempt.Trial] = new(attempt.Attempt, slot);

    /// <summary>Notes that the slot holds the attempt. False: another attempt, or another slot, does.</summary>
    public bool Renew(TrialAttempt attempt, string slot, TrialProgress progress, double samplesPerSecond)
    {
        if (!_entries.TryGetValue(attempt.Trial, out var entry) || entry.Attempt != attempt.Attempt
            || (entry.Slot is { } holder && holder != slot))
            return false;
        (entry.Slot, entry.Silent, entry.Delivered) = (slot, 0, true);
        (entry.Progress, entry.SamplesPerSecond) = (progress, samplesPerSecond);
        return true;
    }

    /// <summary>The trial has ended, or its lease went back.</summary>
    public void Close(long trial) => _entries.Remove(trial);

    /// <summary>Granted to the slot, but never named by it: the answer was lost.</summary>
    public IReadOnlyList<TrialAttempt> Undelivered(string slot) =>
        [.. _entries.Where(entry => entry.Value.Slot == slot && !entry.Value.Delivered)
            .Select(entry => new TrialAttempt(entry.Key, entry.Value.Attempt))
            .OrderBy(attempt => attempt.Trial)];

    /// <summary>Counts a tick and returns the leases that have expired, by trial; they stay until they are closed.</summary>
    /// <param name="isGone">Whether a slot is known to be gone for good.</param>
    public IReadOnlyList<ExpiredLease> Tick(Predicate<string> isGone)
    {
        List<ExpiredLease>? expired = null;
        foreach (var (trial, entry) in _entries)
        {
            entry.Silent++;
            var gone = entry.Slot is { } slot && isGone(slot);
            var max = entry.Slot is null ? adoption : patience;
            if (gone || entry.Silent >= max)
                (expired ??= []).Add(new(new(trial, entry.Attempt), entry.Slot, gone) { SilentTicks = entry.Silent, MaxSilentTicks = max });
        }

        expired?.Sort((left, right) => left.Attempt.Trial.CompareTo(right.Attempt.Trial));
        return expired ?? [];
    }

    /// <summary>The latest of every trial that a slot has named, by trial.</summary>
    public IEnumerable<(TrialAttempt Attempt, string Slot, TrialProgress Progress, double SamplesPerSecond)> Named() =>
        _entries.Where(entry => entry.Value is { Delivered: true, Slot: not null }).OrderBy(entry => entry.Key)
            .Select(entry =>
                (new TrialAttempt(entry.Key, entry.Value.Attempt), entry.Value.Slot!, entry.Value.Progress, entry.Value.SamplesPerSecond));

    private sealed class Entry(int attempt, string? slot)
    {
        public int Attempt { get; } = attempt;

        public string? Slot { get; set; } = slot;

        public int Silent { get; set; }

        public bool Delivered { get; set; }

        public TrialProgress Progress { get; set; }

        public double SamplesPerSecond { get; set; }
    }
}

/// <summary>A lease that its holder no longer renews.</summary>
/// <param name="Slot">The holder; null: it never reported to this book, which was opened after the lease was granted.</param>
/// <param name="IsGone">Whether the holder is known to be gone for good; else it only did not report for too long.</param>
public readonly record struct ExpiredLease(TrialAttempt Attempt, string? Slot, bool IsGone)
{
    /// <summary>Ticks since the holder reported the lease, or since it was granted.</summary>
    public int SilentTicks { get; init; }

    /// <summary>Ticks without a report after which the lease expires, unless its holder is known to be gone before.</summary>
    public int MaxSilentTicks { get; init; }
}
