using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Grains.Slots;

/// <summary>A trial that a slot holds, with the news that its sweep has not confirmed.</summary>
internal sealed class HeldTrial(TrialLease lease)
{
    private readonly List<EpochReport> _epochs = [];
    private int _sent;

    public TrialLease Lease { get; } = lease;

    public SlotAttempt Attempt { get; } = SlotAttempt.FromLease(lease);

    /// <summary>Whether an older attempt may still report, so that the trial's grain has to refuse it.</summary>
    public bool IsFenced => Lease.Attempt > 1;

    public SlotNews.Ended? End { get; private set; }

    /// <summary>Number of epochs and ends that are not confirmed.</summary>
    public int News => _epochs.Count + (End is null ? 0 : 1);

    public void Add(EpochReport report) => _epochs.Add(report);

    public void Add(SlotNews.Ended end) => End = end;

    public TrialReport Report(TrialProgress progress, double samplesPerSecond)
    {
        _sent = _epochs.Count;
        // The slot has dropped an ended trial, and with it its progress.
        if (End is { } end)
            progress = progress with { RestoredEpochs = end.RestoredEpochs };
        return new(Lease.Trial, Lease.Attempt, _epochs.ToEquatableArray(), End?.Outcome, End?.Refusal?.Message, progress, samplesPerSecond);
    }

    /// <summary>Drops the news of a report that was answered. True if it was the trial's last report.</summary>
    public bool Confirm(TrialReport report)
    {
        _epochs.RemoveRange(0, _sent);
        _sent = 0;
        return report.Outcome is not null;
    }
}
