using System.Diagnostics.CodeAnalysis;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Tables;

/// <summary>A sweep's trials to be filtered and sorted; each query first updates it from the store.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a wait handle the semaphore holds nothing, and a query may come late.")]
public sealed class TrialTable(SweepSpec spec, IResultReader store, TimeProvider time)
{
    /// <summary>Number of changed trials beyond which reading all trials is faster than reading each.</summary>
    private const int MaxReadSingly = 2000;

    private const int MaxQueries = 8;

    /// <summary>The time between two updates, as a multiple of the duration of the last one.</summary>
    private const int RestPerWork = 10;

    private static readonly TimeSpan MinRest = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, int[]> _queries = [];
    private TrialIndex _index = new(spec);
    private (int Pass, long Next)? _read;
    private long _readAt;
    private TimeSpan _rest;
    private long _queriesOf = -1;
    private int _renewals;

    /// <summary>Number of trials as of the latest query.</summary>
    public int Count => _index.Count;

    /// <summary>Runs a query on the index, one at a time.</summary>
    public async Task<T> QueryAsync<T>(SweepRecord sweep, Func<TrialIndex, T> query, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_read is null || time.GetElapsedTime(_readAt) >= _rest)
                await KeepUpAsync(sweep, cancellation);
            return query(_index);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A window of the indexes of the matching trials, and how many match. The result is cached until the index changes, so that
    /// scrolling costs nothing.</summary>
    public Task<TrialWindow> FindAsync(
        SweepRecord sweep, string? filter, string? sort, int offset, int rows, CancellationToken cancellation) =>
        QueryAsync(
            sweep,
            index =>
            {
                var found = Find(index, filter, sort);
                var shown = found.AsSpan(Math.Min(offset, found.Length), Math.Min(rows, Math.Max(0, found.Length - offset)));
                var trials = new long[shown.Length];
                for (var row = 0; row < shown.Length; row++)
                    trials[row] = index.Trial(shown[row]);
                return new TrialWindow(
                    trials, found.Length, index.Count, $"{_renewals}.{index.Version}", [.. index.Settings.Select(column => column.Name)]);
            },
            cancellation);

    private int[] Find(TrialIndex index, string? filter, string? sort)
    {
        if (_queriesOf != index.Version || _queries.Count >= MaxQueries)
            _queries.Clear();
        _queriesOf = index.Version;
        var key = $"{sort}\n{filter}";
        if (!_queries.TryGetValue(key, out var found))
            _queries[key] = found = TrialQuery.Parse(filter, sort).Run(index);
        return found;
    }

    private async Task KeepUpAsync(SweepRecord sweep, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var progress = await store.LoadProgressAsync(sweep.Id, sweep.Pass, cancellation);
        if (!await TryCatchUpAsync(sweep, progress, cancellation) || !await AgreesAsync(sweep, cancellation))
            await RenewAsync(sweep, cancellation);
        _read = (sweep.Pass, progress.NextTrial);
        _readAt = time.GetTimestamp();
        _rest = RestPerWork * time.GetElapsedTime(began, _readAt);
        if (_rest < MinRest)
            _rest = MinRest;
    }

    /// <summary>Reads the trials that may have changed: the open ones, and those leased since the last read. False if there are too many,
    /// or the index is empty.</summary>
    private async Task<bool> TryCatchUpAsync(SweepRecord sweep, SweepProgress progress, CancellationToken cancellation)
    {
        // A schedule does not lease trials in the order of their index.
        if (spec.IsScheduled || _read is not { } read || progress.NextTrial < read.Next)
            return false;
        var known = progress.Open.ToDictionary(trial => trial.Trial);
        var since = read.Pass == sweep.Pass ? read.Next : 0;
        var changed = new SortedSet<long>(_index.Open.Select(_index.Trial));
        if (progress.NextTrial - since + changed.Count > MaxReadSingly)
            return false;
        for (var trial = since; trial < progress.NextTrial; trial++)
            changed.Add(trial);
        changed.ExceptWith(known.Keys);
        var trials = new SortedDictionary<long, TrialRecord>(known);
        await foreach (var trial in store.FindTrialsAsync(sweep.Id, [.. changed], cancellation))
            trials[trial.Trial] = trial;
        foreach (var trial in trials.Values)
            _index.Put(trial);
        return true;
    }

    // For example, a failed trial may have been tried again and succeeded between two reads.
    private async Task<bool> AgreesAsync(SweepRecord sweep, CancellationToken cancellation)
    {
        var counts = await store.CountTrialsAsync(sweep.Id, cancellation);
        var states = Enum.GetValues<TrialState>();
        if (sweep.Status != SweepStatus.Running)
            return states.All(state => counts.GetValueOrDefault(state) == _index.Counts.GetValueOrDefault(state));
        // The counts are newer than the index. In a later pass ended trials run again.
        return sweep.Pass > 0 || states.Where(state => state is not (TrialState.Running or TrialState.Waiting or TrialState.Paused))
            .All(state => counts.GetValueOrDefault(state) >= _index.Counts.GetValueOrDefault(state));
    }

    private async Task RenewAsync(SweepRecord sweep, CancellationToken cancellation)
    {
        var index = new TrialIndex(spec);
        await foreach (var trial in store.ReadTrialsAsync(sweep.Id, cancellation))
            index.Put(trial);
        (_index, _queriesOf) = (index, -1);
        _renewals++;
    }
}

/// <summary>A part of the trials that a query finds.</summary>
/// <param name="Trials">Indexes of the trials, in order.</param>
/// <param name="Matching">Number of trials that match.</param>
/// <param name="Total">Number of recorded trials.</param>
/// <param name="Version">Differs from an earlier one if something has changed.</param>
/// <param name="Settings">Names of the settings in which configurations differ.</param>
public sealed record TrialWindow(IReadOnlyList<long> Trials, int Matching, int Total, string Version, IReadOnlyList<string> Settings);
