using System.Runtime.CompilerServices;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>Recorded results, to read: of a store, or of a server through its API. Failures of the environment (an unreadable folder, a
/// newer version's database, an unreachable server) are <see cref="SweepException"/>s of kind
/// <see cref="SweepErrorKind.Environment"/>.</summary>
public interface IResultReader : IAsyncDisposable
{
    /// <summary>Null: no such sweep.</summary>
    Task<SweepRecord?> FindSweepAsync(string id, CancellationToken cancellation);

    /// <summary>All sweeps in the order in which they were recorded, whatever the clock showed.</summary>
    Task<IReadOnlyList<SweepRecord>> ListSweepsAsync(CancellationToken cancellation);

    /// <summary>The process id of the holder of a sweep's claim; null if the sweep is not claimed.</summary>
    Task<int?> FindClaimHolderAsync(string sweepId, CancellationToken cancellation);

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
    /// configuration. The mean is taken over the objectives of trials that have a finished result or diverged (those have one only where
    /// the spec counts them); of a configuration without any, over the provisional objectives of the trials that run or wait. Trials that
    /// failed or were cancelled don't count, whatever their records hold.</summary>
    Task<IReadOnlyList<ConfigurationTrials>> ReadLeadersAsync(string sweepId, Goal goal, int top, CancellationToken cancellation);

    /// <summary>The sweep's events in the order in which they were recorded, whatever the clock showed.</summary>
    Task<IReadOnlyList<EventRecord>> ReadEventsAsync(string sweepId, CancellationToken cancellation);
}

/// <summary>Where a sweep stands in a pass. Trials are leased in order of their index, and a batch holds a prefix of what
/// happened, so the trials touched in a pass are always 0 to <paramref name="NextTrial"/> - 1 without a hole.</summary>
/// <param name="NextTrial">The first trial not leased yet in this pass.</param>
/// <param name="Open">Those below it that are running or waiting, by index.</param>
/// <param name="Failed">Trials that ended as failed.</param>
public sealed record SweepProgress(long NextTrial, IReadOnlyList<TrialRecord> Open, long Failed);

/// <summary>The trials of one configuration, by seed.</summary>
[GenerateSerializer, Immutable, Alias("configuration-trials")]
public sealed record ConfigurationTrials(
    [property: Id(0)] long Configuration, [property: Id(1)] IReadOnlyList<TrialRecord> Trials);
