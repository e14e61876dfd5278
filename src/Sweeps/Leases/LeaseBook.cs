using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;

namespace SweepCluster.Sweeps.Leases;

/// <summary>The leases of a sweep's running trials, with their holders and the time since the latest report of each. Counted in the
/// coordinator's own ticks, so leases don't expire while the coordinator itself is stalled.</summary>
/// <param name="timeout">Ticks without a report after which a lease expires; at least 1.</param>
/// <param name="adoptionTimeout">The same for a lease whose holder is unknown: the holder may have been lost with the previous coordinator.
/// At least 1; slots report once a second.</param>
public sealed class LeaseBook(int timeout, int adoptionTimeout)
{
    private readonly Dictionary<long, Entry> _entries = [];

    /// <summary>Number of leases.</summary>
    public int Count => _entries.Count;

    /// <param name="slot">The holder; null for a trial that was running when the book was opened, until its slot reports it.</param>
    public void Grant(TrialAttempt attempt, string? slot) => _entries[attempt.Trial] = new(attempt.Attempt, slot);

    /// <summary>Renews the lease of an attempt; false if another attempt, or another slot, holds it.</summary>
    public bool Renew(TrialAttempt attempt, string slot, TrialProgress progress, double samplesPerSecond)
    {
        if (!_entries.TryGetValue(attempt.Trial, out var entry) || entry.Attempt != attempt.Attempt
            || (entry.Slot is { } holder && holder != slot))
            return false;
        (entry.Slot, entry.Silent, entry.Delivered) = (slot, 0, true);
        (entry.Progress, entry.SamplesPerSecond) = (progress, samplesPerSecond);
        return true;
    }

    /// <summary>Removes the lease of a trial that has ended or was handed back.</summary>
    public void Close(long trial) => _entries.Remove(trial);

    /// <summary>The leases that were granted to the slot and never reported by it: the answer was lost.</summary>
    public IReadOnlyList<TrialAttempt> Undelivered(string slot) =>
        [.. _entries.Where(entry => entry.Value.Slot == slot && !entry.Value.Delivered)
            .Select(entry => new TrialAttempt(entry.Key, entry.Value.Attempt))
            .OrderBy(attempt => attempt.Trial)];

    /// <summary>Counts a tick and returns the leases that have expired, by trial; they stay until they are closed.</summary>
    /// <param name="isGone">Whether a slot's silo has been declared dead.</param>
    public IReadOnlyList<ExpiredLease> Tick(Predicate<string> isGone)
    {
        List<ExpiredLease>? expired = null;
        foreach (var (trial, entry) in _entries)
        {
            entry.Silent++;
            var gone = entry.Slot is { } slot && isGone(slot);
            var max = entry.Slot is null ? adoptionTimeout : timeout;
            if (gone || entry.Silent >= max)
                (expired ??= []).Add(new(new(trial, entry.Attempt), entry.Slot, gone) { SilentTicks = entry.Silent, MaxSilentTicks = max });
        }

        expired?.Sort((left, right) => left.Attempt.Trial.CompareTo(right.Attempt.Trial));
        return expired ?? [];
    }

    /// <summary>The latest progress of every trial that a slot has reported, by trial.</summary>
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
/// <param name="Slot">The holder; null if it never reported to this book, which was opened after the lease was granted.</param>
/// <param name="IsGone">Whether the holder's silo has been declared dead; if not, the holder's reports are overdue.</param>
public readonly record struct ExpiredLease(TrialAttempt Attempt, string? Slot, bool IsGone)
{
    /// <summary>Ticks since the holder reported the lease, or since it was granted.</summary>
    public int SilentTicks { get; init; }

    /// <summary>Ticks without a report after which the lease expires, unless its holder's silo is declared dead before.</summary>
    public int MaxSilentTicks { get; init; }
}
