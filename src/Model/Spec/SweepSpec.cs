using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>A validated sweep spec: what one YAML file says. It is rebuilt from <see cref="Text"/> wherever it is needed, so
/// that the text is the only thing stored or sent.</summary>
public sealed record SweepSpec
{
    /// <summary>The YAML source, unchanged; with what it extends, where it does.</summary>
    public required string Text { get; init; }

    /// <summary>Lower-case letters, digits and dashes; the stem of the sweep's id.</summary>
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public EquatableArray<string> Tags { get; init; }

    public SweepKind Kind { get; init; }

    /// <summary>Set for range tests alone.</summary>
    public RangeTestSettings? Range { get; init; }

    /// <summary>Set where <c>lr: from-range-test</c> names its source.</summary>
    public RangeTestSource? RangeTest { get; init; }

    /// <summary>What <c>lr: from-range-test</c> comes to; the first whose settings a configuration has counts. Written when the sweep is
    /// submitted.</summary>
    public EquatableArray<ResolvedRate> Rates { get; init; }

    public required DataSettings Data { get; init; }

    /// <summary>Keys every random number of the sweep; two sweeps of the same spec and seed give the same bits.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Repeats of every configuration, each with seeds of its own; at least 1.</summary>
    public int Seeds { get; init; } = 1;

    public required SearchSpec Search { get; init; }

    /// <summary>Settings that don't vary.</summary>
    public EquatableArray<SettingAssignment> Base { get; init; }

    /// <summary>The axes of the space, in the order of the file; the first varies slowest.</summary>
    public EquatableArray<AxisSpec> Space { get; init; }

    /// <summary>Explicit configurations beside the space; they come first. Each holds what it adds to <see cref="Base"/>.</summary>
    public EquatableArray<EquatableArray<SettingAssignment>> Configurations { get; init; }

    public required ObjectiveSpec Objective { get; init; }

    public EarlyStoppingSettings? EarlyStopping { get; init; }

    public required CheckpointSettings Checkpoints { get; init; }

    public LimitsSpec Limits { get; init; } = new();

    public ClusterSpec Cluster { get; init; } = new();

    public EquatableArray<PublishedResult> Published { get; init; }

    /// <summary>What the spec says about its results.</summary>
    public EquatableArray<ClaimSpec> Claims { get; init; }

    /// <summary>How often claims may be tested as seeds are added, 1 to <see cref="MaxLooks"/>.</summary>
    public int Looks { get; init; } = MaxLooks;

    /// <summary>Maximum of <see cref="Looks"/>.</summary>
    public const int MaxLooks = 5;
}

/// <summary>One axis: a setting and the values it takes, in order, for those configurations where <paramref name="When"/> holds.</summary>
/// <param name="Values">The grid's values. For a continuous range, its grid points.</param>
/// <param name="Range">Set where the spec gave a range; random search then draws from it.</param>
/// <param name="When">Null: always. A condition names one other axis; conditions make the axes a forest.</param>
public sealed record AxisSpec(
    string Setting, EquatableArray<SettingValue> Values, ContinuousRange? Range = null, AxisCondition? When = null);

/// <summary>How configurations are chosen from the space. A grid visits every cell; random search draws
/// <paramref name="Samples"/> different configurations, draw k from the counter-based generator at counter k.</summary>
public sealed record SearchSpec(SearchKind Kind, int Samples = 0);

public enum SearchKind
{
    Grid,
    Random,
}

/// <summary>What the leaderboard ranks by.</summary>
/// <param name="Diverged">How seeds count that diverged; <see cref="DivergedSeeds.Worst"/> for a maximized accuracy alone.</param>
public sealed record ObjectiveSpec(Metric Metric, Goal Goal, ObjectiveEpoch Epoch, DivergedSeeds Diverged = DivergedSeeds.Reported)
{
    /// <summary>The objective of a trial that diverged; null: it has none.</summary>
    public double? DivergedValue => Diverged == DivergedSeeds.Worst ? 0 : null;
}

public enum Goal
{
    Minimize,
    Maximize,
}

/// <summary>Which epoch of a trial counts.</summary>
public enum ObjectiveEpoch
{
    /// <summary>The last one; with early stopping that restores the best, the restored one.</summary>
    Last,

    /// <summary>The best one by the objective itself.</summary>
    Best,
}

/// <summary>Where to stop. Null means no limit.</summary>
/// <param name="WallTime">Of one session, from its start to its end, as Optuna's timeout; then trials in flight are checkpointed and
/// the sweep pauses. Resuming it starts a new session with the whole limit.</param>
/// <param name="Trials">Trials started in all, repeats included.</param>
/// <param name="Failures">The sweep ends once so many trials have failed; diverged trials don't count.</param>
/// <param name="Attempts">How often a failing trial is tried, at least once. A crash of the process isn't a failure.</param>
/// <param name="LostAttempts">A trial fails once so many attempts in a row were lost with their process without completing a further epoch;
/// at least 1.</param>
public sealed record LimitsSpec(
    TimeSpan? WallTime = null, long? Trials = null, int? Failures = null, int Attempts = 2, int LostAttempts = 3);

/// <summary>What a sweep asks of a cluster; one machine alone ignores it.</summary>
/// <param name="Priority">A sweep of a higher priority gets slots first.</param>
/// <param name="Weight">The sweep's share of the slots among those of its priority; above 0.</param>
public sealed record ClusterSpec(Accelerator Accelerator = Accelerator.Cpu, int Priority = 0, double Weight = 1);

/// <summary>A published figure, set beside ours in the report.</summary>
/// <param name="Where">Which configurations it is about: they hold all of these assignments.</param>
/// <param name="Values">Metric and value.</param>
public sealed record PublishedResult(EquatableArray<SettingAssignment> Where, EquatableArray<PublishedValue> Values, string Note);

public sealed record PublishedValue(Metric Metric, double Value);
