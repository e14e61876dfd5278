using SweepCluster.Contracts.Grains;
using SweepCluster.Model.Configurations;

namespace SweepCluster.Sweeps.Leases;

/// <summary>Divides slots among sweeps. A higher priority goes first; within a priority slot time is shared by weight, as in start-time
/// fair queueing (Goyal, Vin and Cheng, 1996): each sweep has a virtual time, the slot time it has had divided by its weight, and the
/// one that is furthest behind is served. What a sweep could not use is not saved for later: one that comes back starts where
/// the others are.</summary>
public sealed class FairShare
{
    /// <summary>What a trial is thought to take before one of the sweep has ended, in slot-seconds.</summary>
    private const double FirstGuess = 1;

    private const double Smoothing = 0.2;

    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);

    /// <summary>A sweep begins, or its demand changes.</summary>
    public void Declare(SweepDemand demand)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(demand.Weight);
        if (!_shares.TryGetValue(demand.SweepId, out var share))
            _shares.Add(demand.SweepId, share = new() { Demand = demand with { Wants = false } });
        if (demand.Wants && !share.Demand.Wants && share.Held == 0)
            share.Virtual = Math.Max(share.Virtual, Present(demand));
        share.Demand = demand;
    }

    /// <summary>The sweep has ended.</summary>
    public void Remove(string sweepId) => _shares.Remove(sweepId);

    /// <summary>What a slot holds now, which replaces what it held.</summary>
    /// <param name="holds">Trials by sweep.</param>
    public void Hold(string slot, IEnumerable<KeyValuePair<string, int>> holds)
    {
        foreach (var share in _shares.Values)
            share.Slots.Remove(slot);
        foreach (var (sweepId, trials) in holds)
        {
            if (_shares.GetValueOrDefault(sweepId) is { } share)
                share.Slots[slot] = trials;
        }
    }

    /// <summary>The slot is about to take more.</summary>
    public void Expect(string slot, string sweepId, int trials)
    {
        if (_shares.GetValueOrDefault(sweepId) is { } share)
            share.Slots[slot] = share.Slots.GetValueOrDefault(slot) + trials;
    }

    public void Use(SweepUse use)
    {
        if (_shares.GetValueOrDefault(use.SweepId) is not { } share)
            return;
        share.Seconds += use.Seconds;
        share.Virtual += use.Seconds / share.Demand.Weight;
        share.Open += use.Seconds;
        if (use.Ended == 0)
            return;
        // The time of those still open is spread over those that ended: over many trials it evens out.
        var mean = share.Open / use.Ended;
        share.Mean = share.Mean is { } old ? old + (Smoothing * (mean - old)) : mean;
        share.Open = 0;
    }

    /// <summary>The sweeps that want slots of the kind, those to be served first in front; ties by id.</summary>
    public IReadOnlyList<string> Order(Accelerator accelerator) => [.. Ranked(accelerator).Select(share => share.Demand.SweepId)];

    /// <summary>The same sweeps with the figures that rank them.</summary>
    public IReadOnlyList<ShareStanding> Standings(Accelerator accelerator) =>
    [
        .. Ranked(accelerator).Select(share => new ShareStanding(
            share.Demand.SweepId, share.Demand.Priority, share.Charged, share.Seconds, share.Demand.Weight, share.Held)),
    ];

    private IEnumerable<Share> Ranked(Accelerator accelerator) => _shares.Values
        .Where(share => share.Demand.Wants && share.Demand.Accelerator == accelerator)
        .OrderByDescending(share => share.Demand.Priority)
        .ThenBy(share => share.Charged)
        .ThenBy(share => share.Demand.SweepId, StringComparer.Ordinal);

    // Where a newcomer starts: with those of its kind that are the furthest behind.
    private double Present(SweepDemand demand) => _shares.Values
        .Where(share => share.Demand.Wants && share.Demand.Accelerator == demand.Accelerator && share.Demand.Priority == demand.Priority)
        .Select(share => share.Virtual)
        .DefaultIfEmpty(0)
        .Min();

    private sealed class Share
    {
        public required SweepDemand Demand { get; set; }

        /// <summary>Slot-seconds used.</summary>
        public double Seconds { get; set; }

        /// <summary>Slot-seconds by weight.</summary>
        public double Virtual { get; set; }

        /// <summary>Slot-seconds since a trial last ended.</summary>
        public double Open { get; set; }

        /// <summary>Slot-seconds of a trial.</summary>
        public double? Mean { get; set; }

        /// <summary>Trials held, by slot.</summary>
        public Dictionary<string, int> Slots { get; } = new(StringComparer.Ordinal);

        public int Held => Slots.Values.Sum();

        /// <summary>With what the held trials will cost, so that slots that become free together are spread.</summary>
        public double Charged => Virtual + (Held * (Mean ?? FirstGuess) / Demand.Weight);
    }
}
