using System.Runtime.CompilerServices;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>Reads recorded results from a store, or from a server through its API. Failures of the environment (an unreadable folder, a
/// newer version's database, an unreachable server) are <see cref="SweepException"/>s of kind
/// <see cref="SweepErrorKind.Environment"/>.</summary>
public interface IResultReader : IAsyncDisposable
{
    /// <summary>The sweep of that id; null if there is none.</summary>
    Task<SweepRecord?> FindSweepAsync(string id, CancellationToken cancellation);

    /// <summary>All sweeps in the order in which they were recorded, whatever the clock showed.</summary>
    Task<IReadOnlyList<SweepRecord>> ListSweepsAsync(CancellationToken cancellation);

    /// <summary>The process id of the holder of a sweep's claim; null if the sweep is not claimed.</summary>
    Task<int?> FindClaimHolderAsync(string sweepId, CancellationToken cancellation);

    /// <summary>The state of a pass that a runtime needs to resume a sweep.</summary>
    Task<SweepProgress> LoadProgressAsync(string sweepId, int pass, CancellationToken cancellation);

    Task<TrialRecord?> FindTrialAsync(string sweepId, long trial, CancellationToken cancellation);

    /// <summary>The named trials that are recorded, in the order named. Remote stores answer it with one query instead of many.</summary>
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

    /// <summary>The recorded epochs of one trial or of all trials, by trial, then epoch.</summary>
    IAsyncEnumerable<EpochRecord> ReadEpochsAsync(string sweepId, long? trial, CancellationToken cancellation);

    Task<IReadOnlyDictionary<TrialState, long>> CountTrialsAsync(string sweepId, CancellationToken cancellation);

    /// <summary>The trials of the <paramref name="top"/> configurations with the best mean objective, best first; ties by
    /// configuration. The mean is taken over the objectives of trials that have a finished result or diverged (those have one only where
    /// the spec counts them); of a configuration without any, over the provisional objectives of the trials that run or wait. Trials that
    /// failed or were cancelled don't count, whatever their records hold. Where fewer configurations have a mean, those without one come
    /// after them, by configuration, if a trial of theirs diverged or failed.</summary>
    Task<IReadOnlyList<ConfigurationTrials>> ReadLeadersAsync(string sweepId, Goal goal, int top, CancellationToken cancellation);

    /// <summary>The sweep's events in the order in which they were recorded, whatever the clock showed.</summary>
    Task<IReadOnlyList<EventRecord>> ReadEventsAsync(string sweepId, CancellationToken cancellation);

    /// <summary>The decisions of the sweep's schedule, by number; empty for a sweep without one.</summary>
    Task<IReadOnlyList<DecisionRecord>> ReadDecisionsAsync(string sweepId, CancellationToken cancellation);
}

/// <summary>The position of a sweep in a pass. Trials are leased in order of their index, and a batch holds a prefix of what happened, so
/// the trials touched in a pass are always 0 to <paramref name="NextTrial"/> - 1 without a hole.</summary>
/// <param name="NextTrial">Index of the first trial that has not been leased in this pass.</param>
/// <param name="Open">The trials below <paramref name="NextTrial"/> that are running or waiting, by index.</param>
/// <param name="Failed">Number of trials that ended as failed.</param>
public sealed record SweepProgress(long NextTrial, IReadOnlyList<TrialRecord> Open, long Failed);

/// <summary>The trials of one configuration, by seed.</summary>
[GenerateSerializer, Immutable, Alias("configuration-trials")]
public sealed record ConfigurationTrials(
    [property: Id(0)] long Configuration, [property: Id(1)] IReadOnlyList<TrialRecord> Trials);
