using SweepCluster.Contracts.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>Runs sweeps: in this process (embedded) or on a cluster. What is recorded is read from <see cref="IResultStore"/>.
/// Everything a user can get wrong (an invalid spec, no such sweep, a change that its status doesn't allow) is a
/// <see cref="SweepException"/>. Disposing an embedded service interrupts its trials at a checkpoint and leaves their sweeps resumable.</summary>
public interface ISweepService : IAsyncDisposable
{
    /// <summary>Records a new sweep and starts running it.</summary>
    Task<SweepRecord> SubmitAsync(SweepSubmission submission, CancellationToken cancellation);

    /// <summary>Applies the change and returns the sweep as it is then. A sweep that has work afterwards is running.</summary>
    Task<SweepRecord> ChangeAsync(string sweepId, SweepChange change, CancellationToken cancellation);

    /// <summary>What the sweep is doing, several times a second, and once more when it stops running; then it ends. Watching
    /// doesn't affect the sweep, and works for sweeps that another process runs.</summary>
    IAsyncEnumerable<SweepSnapshot> WatchAsync(string sweepId, CancellationToken cancellation);
}

/// <summary>A sweep as a user submits it.</summary>
/// <param name="SpecText">YAML, valid.</param>
/// <param name="DataFolder">Absolute; null: the default search.</param>
public sealed record SweepSubmission(string SpecText, string? DataFolder);

/// <summary>What a user asks of an existing sweep.</summary>
public abstract record SweepChange
{
    private SweepChange()
    {
    }

    public sealed record Resume : SweepChange;

    /// <param name="Reason">For people: who or what paused it.</param>
    public sealed record Pause(string Reason) : SweepChange;

    public sealed record Cancel : SweepChange;

    /// <param name="Epochs">At least 1.</param>
    public sealed record ExtendEpochs(int Epochs) : SweepChange;

    /// <param name="Seeds">At least 1.</param>
    public sealed record ExtendSeeds(int Seeds) : SweepChange;
}

/// <summary>What a sweep is doing at one moment.</summary>
/// <param name="Trials">To run in all, as of now.</param>
/// <param name="Counts">Recorded trials by state; what is missing has not been started.</param>
/// <param name="Running">The busy slots, by slot.</param>
/// <param name="Remaining">Estimate of the time left; null while there is nothing to go by.</param>
public sealed record SweepSnapshot(
    SweepRecord Sweep,
    long Trials,
    IReadOnlyDictionary<TrialState, long> Counts,
    IReadOnlyList<RunningTrial> Running,
    TimeSpan? Remaining);

/// <summary>A trial on a worker slot.</summary>
/// <param name="EpochTarget">Epochs it trains to.</param>
/// <param name="Progress">Its latest hint.</param>
/// <param name="SamplesPerSecond">Over the last second or so; 0 before the first hint.</param>
public sealed record RunningTrial(int Slot, long Trial, int Attempt, int EpochTarget, TrialProgress Progress, double SamplesPerSecond);
