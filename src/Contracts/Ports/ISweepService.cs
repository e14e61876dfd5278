using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>Runs sweeps: in this process (embedded) or on a cluster. What is recorded is read from <see cref="IResultStore"/>. An error
/// that the user can fix (an invalid spec, an unknown sweep, a change that its status doesn't allow) is a <see cref="SweepException"/>.
/// Disposing an embedded service interrupts its trials at a checkpoint and leaves their sweeps resumable.</summary>
public interface ISweepService : IAsyncDisposable
{
    /// <summary>Records a new sweep and starts running it. A submission that was carried out before, by its key, returns its
    /// sweep.</summary>
    Task<SweepRecord> SubmitAsync(SweepSubmission submission, CancellationToken cancellation);

    /// <summary>Applies the change and returns the sweep as it is then. A sweep that has work afterwards is running. A change that was
    /// made before, by its key, is not made again.</summary>
    Task<SweepRecord> ChangeAsync(string sweepId, SweepChange change, CancellationToken cancellation);

    /// <summary>Snapshots of the sweep, several times a second, and a last one when it stops running. Watching doesn't affect the sweep,
    /// and works for sweeps that another process runs.</summary>
    IAsyncEnumerable<SweepSnapshot> WatchAsync(string sweepId, CancellationToken cancellation);
}

/// <summary>A sweep as a user submits it.</summary>
/// <param name="SpecText">A valid spec, in YAML.</param>
/// <param name="DataFolder">An absolute path; null for the default search.</param>
[GenerateSerializer, Immutable, Alias("sweep-submission")]
public sealed record SweepSubmission([property: Id(0)] string SpecText, [property: Id(1)] string? DataFolder)
{
    /// <summary>The data set that the spec names; null if it is to be pinned when the first trial has ended.</summary>
    [Id(2)] public DatasetPin? Data { get; init; }

    /// <summary>Null: a repeated submission is another sweep.</summary>
    [Id(3)] public RequestKey? Key { get; init; }
}

/// <summary>A change of an existing sweep that a user requests.</summary>
[GenerateSerializer, Immutable, Alias("sweep-change")]
public abstract record SweepChange
{
    private SweepChange()
    {
    }

    /// <summary>The data set at the place where the sweep is to continue: it must be the one that the sweep was trained on. Null if it has
    /// not been loaded there.</summary>
    [Id(0)] public DatasetPin? Data { get; init; }

    /// <summary>Null: a repeated change is another one. A pause or a cancellation that another process carries out keeps no key: repeating
    /// it changes nothing.</summary>
    [Id(1)] public RequestKey? Key { get; init; }

    /// <summary>Whether training goes on after it.</summary>
    public bool Trains => this is Resume or ExtendEpochs or ExtendSeeds or Retry;

    [GenerateSerializer, Immutable, Alias("change-resume")]
    public sealed record Resume : SweepChange;

    /// <param name="Reason">A text for people: what paused it.</param>
    [GenerateSerializer, Immutable, Alias("change-pause")]
    public sealed record Pause([property: Id(0)] string Reason) : SweepChange;

    [GenerateSerializer, Immutable, Alias("change-cancel")]
    public sealed record Cancel : SweepChange;

    /// <summary>Trains ended trials again, from their last usable checkpoint.</summary>
    /// <param name="Trial">0-based index of the one trial; null for all trials in these states.</param>
    /// <param name="Cancelled">Resumes a cancelled sweep: its cancelled trials and those that were never started.</param>
    [GenerateSerializer, Immutable, Alias("change-retry")]
    public sealed record Retry([property: Id(0)] long? Trial, [property: Id(1)] bool Cancelled) : SweepChange;

    /// <summary>Replaces the spec by one that differs only in settings that no trial's result depends on.</summary>
    /// <param name="SpecText">The whole new spec, YAML.</param>
    [GenerateSerializer, Immutable, Alias("change-edit")]
    public sealed record Edit([property: Id(0)] string SpecText) : SweepChange;

    /// <param name="Epochs">At least 1.</param>
    [GenerateSerializer, Immutable, Alias("change-extend-epochs")]
    public sealed record ExtendEpochs([property: Id(0)] int Epochs) : SweepChange;

    /// <param name="Seeds">At least 1.</param>
    [GenerateSerializer, Immutable, Alias("change-extend-seeds")]
    public sealed record ExtendSeeds([property: Id(0)] int Seeds) : SweepChange;
}

/// <summary>The state of a sweep at one moment.</summary>
/// <param name="Trials">Total number of trials to run.</param>
/// <param name="Counts">Recorded trials by state; the others have not been started.</param>
/// <param name="Running">The trials on the busy slots, by slot.</param>
/// <param name="Remaining">Estimate of the remaining time; null until there is a basis for it.</param>
[GenerateSerializer, Immutable, Alias("sweep-snapshot")]
public sealed record SweepSnapshot(
    [property: Id(0)] SweepRecord Sweep,
    [property: Id(1)] long Trials,
    [property: Id(2)] IReadOnlyDictionary<TrialState, long> Counts,
    [property: Id(3)] IReadOnlyList<RunningTrial> Running,
    [property: Id(4)] TimeSpan? Remaining);

/// <summary>A trial on a worker slot.</summary>
/// <param name="EpochTarget">The epoch that the trial trains to.</param>
/// <param name="Progress">The latest progress within the epoch.</param>
/// <param name="SamplesPerSecond">Mean over about the last second; 0 before the first progress report.</param>
[GenerateSerializer, Immutable, Alias("running-trial")]
public sealed record RunningTrial(
    [property: Id(0)] int Slot,
    [property: Id(1)] long Trial,
    [property: Id(2)] int Attempt,
    [property: Id(3)] int EpochTarget,
    [property: Id(4)] TrialProgress Progress,
    [property: Id(5)] double SamplesPerSecond);
