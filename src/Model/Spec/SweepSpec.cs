using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>A validated sweep spec: the content of one YAML file. It is read again from <see cref="Text"/> wherever it is needed, so that
/// only the text is stored or sent.</summary>
public sealed record SweepSpec
{
    /// <summary>The YAML source, unchanged, or merged with the files that it extends.</summary>
    public required string Text { get; init; }

    /// <summary>Lower-case letters, digits and dashes; the stem of the sweep's id.</summary>
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public EquatableArray<string> Tags { get; init; }

    public SweepKind Kind { get; init; }

    /// <summary>The settings of range tests; null for other sweeps.</summary>
    public RangeTestSettings? Range { get; init; }

    /// <summary>The source for <c>lr: from-range-test</c>; null if it is not used.</summary>
    public RangeTestSource? RangeTest { get; init; }

    /// <summary>The rates for <c>lr: from-range-test</c>; the first one whose settings a configuration has applies. Written when the sweep
    /// is submitted.</summary>
    public EquatableArray<ResolvedRate> Rates { get; init; }

    public required DataSettings Data { get; init; }

    /// <summary>Keys every random number of the sweep; two sweeps of the same spec and seed give the same bits.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of seeds of every configuration, each with random numbers of its own; at least 1. In a race, the maximum.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>The race that decides which configurations get further seeds; null: every configuration has them all.</summary>
    public RaceSpec? Race { get; init; }

    public required SearchSpec Search { get; init; }

    /// <summary>Settings that don't vary.</summary>
    public EquatableArray<SettingAssignment> Base { get; init; }

    /// <summary>The axes of the space, in the order of the file; the first varies slowest.</summary>
    public EquatableArray<AxisSpec> Space { get; init; }

    /// <summary>Explicit configurations in addition to the space; they come first. Each contains what it adds to
    /// <see cref="Base"/>.</summary>
    public EquatableArray<EquatableArray<SettingAssignment>> Configurations { get; init; }

    public required ObjectiveSpec Objective { get; init; }

    public EarlyStoppingSettings? EarlyStopping { get; init; }

    public required CheckpointSettings Checkpoints { get; init; }

    /// <summary>How trials are ended that compare badly; null: every trial is trained to its end.</summary>
    public StoppingSpec? Stopping { get; init; }

    /// <summary>Whether the results of trials decide how far others are trained, or whether they are.</summary>
    public bool IsScheduled => Stopping is not null || Race is not null;

    /// <summary>What decides, for people: the way of stopping, or <c>race</c>.</summary>
    public string ScheduleName => Stopping?.Name ?? "race";

    /// <summary>Number of virtual workers whose results decisions wait for, at least 1; it does not depend on the real workers.</summary>
    public int Parallelism { get; init; } = DefaultParallelism;

    public LimitsSpec Limits { get; init; } = new();

    public ClusterSpec Cluster { get; init; } = new();

    public EquatableArray<PublishedResult> Published { get; init; }

    /// <summary>The spec's claims about its results.</summary>
    public EquatableArray<ClaimSpec> Claims { get; init; }

    /// <summary>The statements and questions of the spec's source that no claim tests.</summary>
    public EquatableArray<UntestedStatement> Untested { get; init; }

    /// <summary>Whether the trials score their training images with their final weights, as a claim needs it.</summary>
    public bool ScoresTraining => Kind == SweepKind.Train && Claims.Any(claim => claim.Figure.NeedsTrainingScore);

    /// <summary>How often claims may be tested as seeds are added, 1 to <see cref="MaxLooks"/>.</summary>
    public int Looks { get; init; } = MaxLooks;

    /// <summary>The default of <see cref="Parallelism"/>.</summary>
    public const int DefaultParallelism = 16;

    /// <summary>Maximum of <see cref="Looks"/>.</summary>
    public const int MaxLooks = 5;
}

/// <summary>One axis: a setting and the values it takes, in order, for those configurations where <paramref name="When"/> holds.</summary>
/// <param name="Values">The grid's values. For a continuous range, its grid points.</param>
/// <param name="Range">Set where the spec gave a range; random search then draws from it.</param>
/// <param name="When">The condition; null: always. A condition names one other axis; conditions make the axes a forest.</param>
public sealed record AxisSpec(
    string Setting, EquatableArray<SettingValue> Values, ContinuousRange? Range = null, AxisCondition? When = null);

/// <summary>The selection of configurations from the space. A grid visits every cell; random search draws <paramref name="Samples"/>
/// different configurations, draw k from the counter-based generator at counter k.</summary>
public sealed record SearchSpec(SearchKind Kind, int Samples = 0);

public enum SearchKind
{
    Grid,
    Random,

    /// <summary>Points of a scrambled Sobol sequence, which cover the space more evenly than random ones.</summary>
    Sobol,
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

/// <summary>The epoch of a trial that counts.</summary>
public enum ObjectiveEpoch
{
    /// <summary>The last one; with early stopping that restores the best, the restored one.</summary>
    Last,

    /// <summary>The best one by the objective itself.</summary>
    Best,
}

/// <summary>The limits of a sweep. Null means no limit.</summary>
/// <param name="WallTime">Limit of one session, from its start to its end, as Optuna's timeout; then trials in flight are checkpointed and
/// the sweep pauses. Resuming it starts a new session with the whole limit.</param>
/// <param name="Trials">Maximum number of trials, seeds included.</param>
/// <param name="Failures">Number of failed trials that ends the sweep; diverged trials don't count.</param>
/// <param name="Attempts">Maximum number of attempts at a failing trial, at least 1. A crash of the process isn't a failure.</param>
/// <param name="LostAttempts">Number of attempts in a row that fails a trial if they were lost with their process without completing a
/// further epoch; at least 1.</param>
public sealed record LimitsSpec(
    TimeSpan? WallTime = null, long? Trials = null, int? Failures = null, int Attempts = 2, int LostAttempts = 3);

/// <summary>A sweep's requirements on a cluster; a single machine ignores them.</summary>
/// <param name="Priority">A sweep of a higher priority gets slots first.</param>
/// <param name="Weight">The sweep's share of the slots among the sweeps of its priority; above 0.</param>
public sealed record ClusterSpec(Accelerator Accelerator = Accelerator.Cpu, int Priority = 0, double Weight = 1);

/// <summary>A published figure, compared with the sweep's own in the report.</summary>
/// <param name="Where">The settings of the configurations that it is about.</param>
/// <param name="Values">The figures and their values.</param>
public sealed record PublishedResult(EquatableArray<SettingAssignment> Where, EquatableArray<PublishedValue> Values, string Note)
{
    /// <summary>The epoch that the values are of, from 1; null for the end of the trial.</summary>
    public int? Epoch { get; init; }

    /// <summary>Where the values are published; null if the spec doesn't say.</summary>
    public ClaimSource? Source { get; init; }
}

public sealed record PublishedValue(PublishedFigure Figure, double Value);
