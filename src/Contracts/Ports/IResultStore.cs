using System.Runtime.CompilerServices;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>The truth about sweeps: everything that must survive a crash. One writer per sweep, who holds its claim; any number
/// of readers. Refusals of the machine (disk full, read-only folder, a newer version's database) are
/// <see cref="SweepException"/>s of kind <see cref="SweepErrorKind.Environment"/>.</summary>
public interface IResultStore : IAsyncDisposable
{
    /// <summary>Records a new sweep and gives it the next free id of its name.</summary>
    Task<SweepRecord> CreateSweepAsync(NewSweep sweep, CancellationToken cancellation);

    /// <summary>Records a new sweep whose only writer is the caller until the claim is disposed. Where either fails, the sweep is not
    /// recorded.</summary>
    async Task<(SweepRecord Sweep, IDisposable Claim)> CreateClaimedSweepAsync(NewSweep sweep, CancellationToken cancellation)
    {
        var record = await CreateSweepAsync(sweep, cancellation);
        try
        {
            return (record, Claim(record.Id));
        }
        catch
        {
            await DeleteSweepAsync(record.Id, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Null: no such sweep.</summary>
    Task<SweepRecord?> FindSweepAsync(string id, CancellationToken cancellation);

    /// <summary>All sweeps in the order in which they were recorded, whatever the clock showed.</summary>
    Task<IReadOnlyList<SweepRecord>> ListSweepsAsync(CancellationToken cancellation);

    /// <summary>Makes the caller the sweep's only writer until the result is disposed or the process dies, however it dies.
    /// Another holder: a <see cref="ClaimHeldException"/> that names its process.</summary>
    IDisposable Claim(string sweepId);

    /// <summary>The same for a claimant that other processes know by its name. A claim whose holder is known to be dead passes to the
    /// claimant although the holder's process still exists, such as a frozen one: whatever that writes later is refused with a
    /// <see cref="ClaimLostException"/>. Stores that can't refuse it take no claim over.</summary>
    IDisposable Claim(string sweepId, Claimant claimant) => Claim(sweepId);

    /// <summary>The holder's process id, or null when nobody holds the claim.</summary>
    int? ClaimHolder(string sweepId);

    /// <summary>Writes all of it or none of it, and returns once it will survive a crash of the process. Rows replace rows
    /// of the same key, so that a repeated batch changes nothing.</summary>
    Task CommitAsync(string sweepId, StoreBatch batch, CancellationToken cancellation);

    /// <summary>Deletes a sweep and all that is recorded of it. Its id is never given to another sweep. To be called by the holder of its claim.</summary>
    Task DeleteSweepAsync(string sweepId, CancellationToken cancellation);

    /// <summary>What a runtime needs to take a sweep up again.</summary>
    Task<SweepProgress> LoadProgressAsync(string sweepId, int pass, CancellationToken cancellation);

    Task<TrialRecord?> FindTrialAsync(string sweepId, long trial, CancellationToken cancellation);

    /// <summary>Those of the named trials that are recorded, in the order named. For stores that are far away: one question instead
    /// of many.</summary>
    async IAsyncEnumerable<TrialRecord> FindTrialsAsync(
        string sweepId, IReadOnlyList<long> trials, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var number in trials)
        {
            if (await FindTrialAsync(sweepId, number, cancellation) is { } trial)
                yield return trial;
        }
    }

    /// <summary>All recorded trials in order of their index.</summary>
    IAsyncEnumerable<TrialRecord> ReadTrialsAsync(string sweepId, CancellationToken cancellation);

    /// <summary>Recorded epochs by trial, then epoch; of one trial or of all.</summary>
    IAsyncEnumerable<EpochRecord> ReadEpochsAsync(string sweepId, long? trial, CancellationToken cancellation);

    Task<IReadOnlyDictionary<TrialState, long>> CountTrialsAsync(string sweepId, CancellationToken cancellation);

    /// <summary>The trials of the <paramref name="top"/> configurations with the best mean objective, best first; ties by
    /// configuration. The mean is taken over the trials that have a finished result; of a configuration without any, over the
    /// provisional objectives of its trials.</summary>
    Task<IReadOnlyList<ConfigurationTrials>> ReadLeadersAsync(string sweepId, Goal goal, int top, CancellationToken cancellation);

    /// <summary>The sweep's events in the order in which they were recorded, whatever the clock showed.</summary>
    Task<IReadOnlyList<EventRecord>> ReadEventsAsync(string sweepId, CancellationToken cancellation);

    /// <summary>Asks whoever holds the sweep's claim to do something; a later request replaces an earlier one.</summary>
    Task PostRequestAsync(string sweepId, SweepRequest request, CancellationToken cancellation);

    /// <summary>Takes the pending request, if there is one. A process whose claim has passed to another takes none.</summary>
    Task<SweepRequest?> TakeRequestAsync(string sweepId, CancellationToken cancellation);
}

/// <summary>A sweep about to be recorded.</summary>
public sealed record NewSweep(string Name, string SpecText, string? DataFolder, long Configurations, int Repeats, DateTimeOffset CreatedAt)
{
    /// <summary>See <see cref="SweepRecord.Data"/>.</summary>
    public DatasetPin? Data { get; init; }
}

/// <summary>What is written together.</summary>
/// <param name="Sweep">The sweep's new record; null: unchanged.</param>
public sealed record StoreBatch(
    SweepRecord? Sweep,
    IReadOnlyCollection<TrialRecord> Trials,
    IReadOnlyCollection<EpochRecord> Epochs,
    IReadOnlyCollection<EventRecord> Events);

/// <summary>Where a sweep stands in a pass. Trials are leased in order of their index, and a batch holds a prefix of what
/// happened, so the trials touched in a pass are always 0 to <paramref name="NextTrial"/> - 1 without a hole.</summary>
/// <param name="NextTrial">The first trial not leased yet in this pass.</param>
/// <param name="Open">Those below it that are running or waiting, by index.</param>
/// <param name="Failed">Trials that ended as failed.</param>
public sealed record SweepProgress(long NextTrial, IReadOnlyList<TrialRecord> Open, long Failed);

/// <summary>The trials of one configuration, by repeat.</summary>
public sealed record ConfigurationTrials(long Configuration, IReadOnlyList<TrialRecord> Trials);

public enum SweepRequest
{
    Pause,
    Cancel,
}
