using SweepCluster.Contracts.Grains;
using SweepCluster.Model.Configurations;

namespace SweepCluster.Sweeps.Leases;

/// <summary>Divides slots among sweeps. A higher priority goes first; within a priority slot time is shared by weight, as in start-time
/// fair queueing (Goyal, Vin and Cheng, 1996): each sweep has a virtual time, which is its slot time divided by its weight, and the sweep
/// that is furthest behind is served. Unused shares are not saved for later: a sweep that comes back starts where the others are.</summary>
public sealed class FairShare
{
    /// <summary>Assumed slot-seconds of a trial before one of the sweep has ended.</summary>
    private const double FirstGuess = 1;

    private const double Smoothing = 0.2;

    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);

    // Virtual time of dropped sweeps, by kind: a sweep that comes back starts no earlier.
    private readonly Dictionary<Kind, double> _passed = [];

    /// <summary>Number of sweeps that a decision may still depend on.</summary>
    public int Count => _shares.Count;

    /// <summary>Adds a sweep, or changes its demand.</summary>
    public void Declare(SweepDemand demand)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(demand.Weight);
        if (!_shares.TryGetValue(demand.SweepId, out var share))
            _shares.Add(demand.SweepId, share = new() { Demand = demand with { Wants = false } });
        if (demand.Wants && !share.Demand.Wants && share.Held == 0)
            share.Virtual = Math.Max(share.Virtual, Present(KindOf(demand)));
        share.Demand = demand;
        DropIdle();
    }

    /// <summary>Replaces the trials that a slot holds.</summary>
    /// <param name="holds">Number of trials by sweep.</param>
    public void Hold(string slot, IEnumerable<KeyValuePair<string, int>> holds)
    {
        foreach (var share in _shares.Values)
            share.Slots.Remove(slot);
        foreach (var (sweepId, trials) in holds)
        {
            if (_shares.GetValueOrDefault(sweepId) is { } share)
                share.Slots[slot] = trials;
        }

        DropIdle();
    }

    /// <summary>Adds trials that the slot is about to take.</summary>
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
        // The time of trials still open is attributed to those that ended: over many trials it evens out.
        var mean = share.Open / use.Ended;
        share.Mean = share.Mean is { } old ? old + (Smoothing * (mean - old)) : mean;
        share.Open = 0;
    }

    /// <summary>The sweeps that want slots of the kind, in the order in which they are served; ties by id.</summary>
    public IReadOnlyList<string> Order(Accelerator accelerator) => [.. Ranked(accelerator).Select(share => share.Demand.SweepId)];

    /// <summary>The same sweeps with the figures that rank them.</summary>
    public IReadOnlyList<ShareStanding> Standings(Accelerator accelerator) =>
    [
        .. Ranked(accelerator).Select(share => new ShareStanding(
            share.Demand.SweepId, share.Demand.Priority, share.Charged, share.Seconds, share.Demand.Weight, share.Held)),
    ];

    private static Kind KindOf(SweepDemand demand) => new(demand.Accelerator, demand.Priority);

    private IEnumerable<Share> Ranked(Accelerator accelerator) => _shares.Values
        .Where(share => share.Demand.Wants && share.Demand.Accelerator == accelerator)
        .OrderByDescending(share => share.Demand.Priority)
        .ThenBy(share => share.Charged)
        .ThenBy(share => share.Demand.SweepId, StringComparer.Ordinal);

    // The virtual time at which a new sweep starts: the minimum of its kind.
    private double Present(Kind kind) => Math.Max(_passed.GetValueOrDefault(kind), _shares.Values
        .Where(share => share.Demand.Wants && KindOf(share.Demand) == kind)
        .Select(share => share.Virtual)
        .DefaultIfEmpty(0)
        .Min());

    /// <summary>Drops sweeps that want nothing and hold nothing, such as ended ones, once they would come back no earlier than a new sweep
    /// starts: when the others of their kind have caught up, or when none of them has work.</summary>
    private void DropIdle()
    {
        foreach (var idle in _shares.Values.Where(share => share.IsIdle).ToList())
        {
            var kind = KindOf(idle.Demand);
            var present = Present(kind);
            if (idle.Virtual > present && _shares.Values.Any(share => !share.IsIdle && KindOf(share.Demand) == kind))
                continue;
            _passed[kind] = Math.Max(present, idle.Virtual);
            _shares.Remove(idle.Demand.SweepId);
        }
    }

    /// <summary>Sweeps that share the same slots.</summary>
    private readonly record struct Kind(Accelerator Accelerator, int Priority);

    private sealed class Share
    {
        public required SweepDemand Demand { get; set; }

        /// <summary>Slot-seconds used.</summary>
        public double Seconds { get; set; }

        /// <summary>Slot-seconds divided by the weight.</summary>
        public double Virtual { get; set; }

        /// <summary>Slot-seconds since a trial last ended.</summary>
        public double Open { get; set; }

        /// <summary>Mean slot-seconds of a trial.</summary>
        public double? Mean { get; set; }

        /// <summary>Number of held trials, by slot.</summary>
        public Dictionary<string, int> Slots { get; } = new(StringComparer.Ordinal);

        public int Held => Slots.Values.Sum();

        public bool IsIdle => !Demand.Wants && Held == 0;

        /// <summary>Virtual time including the expected cost of held trials, so that slots that become free together are spread.</summary>
        public double Charged => Virtual + (Held * (Mean ?? FirstGuess) / Demand.Weight);
    }
}
