using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;

namespace SweepCluster.Client.Messages;

/// <summary>The state of a server at one moment.</summary>
/// <param name="Sweeps">The newest sweeps, newest first.</param>
/// <param name="TotalSweeps">Total number of sweeps.</param>
/// <param name="Slots">The slots, by name.</param>
public sealed record OverviewMessage(IReadOnlyList<SweepSummary> Sweeps, int TotalSweeps, IReadOnlyList<SlotMessage> Slots);

/// <summary>A sweep in a list: its progress and its best result so far.</summary>
/// <param name="Trials">Total number of trials to run.</param>
/// <param name="Metric">The metric by which it ranks.</param>
/// <param name="Maximize">Whether a greater value is better.</param>
/// <param name="Best">The best configuration's mean; null before there is one.</param>
public sealed record SweepSummary(
    string Sweep, string Name, string Description, SweepStatus Status, string Reason, long Configurations, int Seeds, long Trials,
    IReadOnlyDictionary<TrialState, long> Counts, DateTimeOffset CreatedAt, double RunSeconds, int? Process, string Metric, bool Maximize,
    double? Best)
{
    /// <summary>Why this version can't read the sweep's spec; null if it can. <see cref="Metric"/> is empty then.</summary>
    public string? SpecProblem { get; init; }

    /// <summary><c>train</c> or <c>lr-range</c>.</summary>
    public string Kind { get; init; } = "train";

    /// <summary>The spec's tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>A training slot and its trials.</summary>
/// <param name="Slot">The name: <c>worker 0</c> for a slot of the server's process, its address and number for a slot of a silo.</param>
/// <param name="Accelerator"><c>cpu</c> or <c>gpu</c>.</param>
/// <param name="Device">The model of the GPU or CPU, for people.</param>
/// <param name="Draining">Whether the slot takes no more trials.</param>
public sealed record SlotMessage(string Slot, string Accelerator, string Device, bool Draining, IReadOnlyList<SlotTrialMessage> Trials)
{
    public static SlotMessage From(SlotStatus status) => new(
        status.Slot, AcceleratorNames.Name(status.Accelerator), status.Device, status.Draining,
        [.. status.Trials.Select(trial => new SlotTrialMessage(
            trial.SweepId, trial.Trial, trial.Attempt, trial.Progress, trial.EpochTarget, trial.SamplesPerSecond))]);
}

/// <summary>A trial on a slot.</summary>
/// <param name="EpochTarget">Null if the slot does not report it.</param>
/// <param name="SamplesPerSecond">Null if the slot does not report it.</param>
public sealed record SlotTrialMessage(
    string Sweep, long Trial, int Attempt, TrialProgress Progress, int? EpochTarget, double? SamplesPerSecond);
