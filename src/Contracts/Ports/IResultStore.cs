using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>The authoritative record of sweeps: everything that must survive a crash. A sweep has one writer, the holder of its claim, and
/// any number of readers.</summary>
public interface IResultStore : IResultReader
{
    /// <summary>Records a new sweep and gives it the next free id of its name.</summary>
    /// <exception cref="KeyUsedException">A sweep has been recorded with the same key; nothing is recorded.</exception>
    Task<SweepRecord> CreateSweepAsync(NewSweep sweep, CancellationToken cancellation);

    /// <summary>Records a new sweep whose only writer is the caller until the claim is disposed. If recording or claiming fails, the sweep
    /// is not recorded.</summary>
    async Task<(SweepRecord Sweep, IAsyncDisposable Claim)> CreateClaimedSweepAsync(
        NewSweep sweep, CancellationToken cancellation)
    {
        var record = await CreateSweepAsync(sweep, cancellation);
        try
        {
            return (record, await ClaimAsync(record.Id, claimant: null, cancellation));
        }
        catch
        {
            await DeleteSweepAsync(record.Id, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Makes the caller the sweep's only writer until the result is disposed or the process ends, in whatever way.</summary>
    /// <param name="sweepId">A recorded sweep.</param>
    /// <param name="claimant">The name by which other processes identify the caller; null: it has none. A claim whose holder the claimant
    /// declares dead passes to the claimant even if the holder's process still exists, for example frozen: later writes of that process are
    /// refused with a <see cref="ClaimLostException"/>. A store that can't refuse such writes takes no claim over.</param>
    /// <param name="cancellation">Ends the wait for a claim; a claim already made is released.</param>
    /// <exception cref="ClaimHeldException">Another process holds the claim; the message names it.</exception>
    /// <exception cref="SweepException">There is no such sweep (Input), or the store refuses (Environment).</exception>
    Task<IAsyncDisposable> ClaimAsync(string sweepId, Claimant? claimant, CancellationToken cancellation);

    /// <summary>Writes all of the batch or none of it, and returns once it is safe from a crash of the process. Rows replace rows of the
    /// same key, so that a repeated batch changes nothing.</summary>
    Task CommitAsync(string sweepId, StoreBatch batch, CancellationToken cancellation);

    /// <summary>Deletes a sweep and all its records. Its id is never given to another sweep. Only the holder of the sweep's claim may call
    /// it.</summary>
    Task DeleteSweepAsync(string sweepId, CancellationToken cancellation);

    /// <summary>Gives the space of deleted records back to the disk. No process may run a sweep meanwhile.</summary>
    /// <param name="isDry">Whether nothing is changed, and the space is only counted.</param>
    /// <returns>Number of bytes that are freed; 0 where the store reuses or returns space by itself.</returns>
    Task<long> CompactAsync(bool isDry, CancellationToken cancellation);

    /// <summary>Posts a request to the holder of the sweep's claim; a later request replaces an earlier one.</summary>
    Task PostRequestAsync(string sweepId, SweepRequest request, CancellationToken cancellation);

    /// <summary>Takes the pending request, if there is one. A process that has lost its claim to another takes none.</summary>
    Task<SweepRequest?> TakeRequestAsync(string sweepId, CancellationToken cancellation);

    /// <summary>The first use of an idempotency key; null: it has not been used, or was dropped when it had expired.</summary>
    /// <param name="sweepId">The sweep that was changed; null: the key of a submission. Each has keys of its own.</param>
    /// <param name="key">The key's value.</param>
    Task<KeyUse?> FindKeyAsync(string? sweepId, string key, CancellationToken cancellation);
}

/// <summary>A sweep about to be recorded.</summary>
public sealed record NewSweep(string Name, string SpecText, string? DataFolder, long Configurations, int Seeds, DateTimeOffset CreatedAt)
{
    /// <summary>See <see cref="SweepRecord.Data"/>.</summary>
    public DatasetPin? Data { get; init; }

    /// <summary>Recorded with the sweep, as used when the sweep was created; null: none.</summary>
    public RequestKey? Key { get; init; }
}

/// <summary>Records that are written together.</summary>
/// <param name="Sweep">The sweep's new record; null if it is unchanged.</param>
public sealed record StoreBatch(
    SweepRecord? Sweep,
    IReadOnlyCollection<TrialRecord> Trials,
    IReadOnlyCollection<EpochRecord> Epochs,
    IReadOnlyCollection<EventRecord> Events)
{
    /// <summary>Keys of the changes in it. What has expired when they are written is dropped.</summary>
    public IReadOnlyCollection<KeyUse> Keys { get; init; } = [];

    /// <summary>Decisions of the sweep's schedule. One that is recorded under the same number stays as it is.</summary>
    public IReadOnlyCollection<DecisionRecord> Decisions { get; init; } = [];
}

public enum SweepRequest
{
    Pause,
    Cancel,
}
