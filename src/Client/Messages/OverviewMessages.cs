using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client.Messages;

/// <summary>All that a server does, at one moment.</summary>
/// <param name="Sweeps">The newest ones, newest first.</param>
/// <param name="TotalSweeps">How many there are in all.</param>
/// <param name="Slots">By name.</param>
public sealed record OverviewMessage(IReadOnlyList<SweepSummary> Sweeps, int TotalSweeps, IReadOnlyList<SlotMessage> Slots);

/// <summary>A sweep in a list: how far it is, and the best so far.</summary>
/// <param name="Trials">To run in all.</param>
/// <param name="Metric">What it ranks by.</param>
/// <param name="Maximize">Whether more of it is better.</param>
/// <param name="Best">The best configuration's mean; null before there is one.</param>
public sealed record SweepSummary(
    string Sweep, string Name, string Description, SweepStatus Status, string Reason, long Configurations, int Seeds, long Trials,
    IReadOnlyDictionary<TrialState, long> Counts, DateTimeOffset CreatedAt, double RunSeconds, int? Process, string Metric, bool Maximize,
    double? Best)
{
    /// <summary>Why this version can't read the sweep's spec; null if it can. <see cref="Metric"/> is empty then.</summary>
    public string? SpecProblem { get; init; }
}

/// <summary>A training slot and what is on it.</summary>
/// <param name="Slot">Its name: of this server's process <c>worker 0</c>, of a silo its address and number.</param>
/// <param name="Accelerator"><c>cpu</c> or <c>gpu</c>.</param>
/// <param name="Device">For people.</param>
/// <param name="Draining">It takes no more trials.</param>
public sealed record SlotMessage(string Slot, string Accelerator, string Device, bool Draining, IReadOnlyList<SlotTrialMessage> Trials)
{
    public static SlotMessage From(SlotStatus status) => new(
        status.Slot, AcceleratorNames.Name(status.Accelerator), status.Device, status.Draining,
        [.. status.Trials.Select(trial => new SlotTrialMessage(
            trial.SweepId, trial.Trial, trial.Attempt, trial.Progress, trial.EpochTarget, trial.SamplesPerSecond))]);
}

/// <summary>A trial on a slot.</summary>
/// <param name="EpochTarget">Null: the slot doesn't tell.</param>
/// <param name="SamplesPerSecond">Null: the slot doesn't tell.</param>
public sealed record SlotTrialMessage(
    string Sweep, long Trial, int Attempt, TrialProgress Progress, int? EpochTarget, double? SamplesPerSecond);
