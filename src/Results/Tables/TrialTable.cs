using System.Diagnostics.CodeAnalysis;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Tables;

/// <summary>A sweep's trials to be filtered and sorted, kept up with the store as it is asked.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a wait handle the semaphore holds nothing, and one who asks may come late.")]
public sealed class TrialTable(SweepSpec spec, IResultReader store, TimeProvider time)
{
    /// <summary>Beyond so many, to read all anew is faster than to read each.</summary>
    private const int MaxReadSingly = 2000;

    private const int MaxQueries = 8;

    /// <summary>The share of time that may go into keeping up.</summary>
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

    /// <summary>Trials in it; as of the latest question.</summary>
    public int Count => _index.Count;

    /// <summary>Asks the index, of which one asker at a time may see.</summary>
    public async Task<T> AskAsync<T>(SweepRecord sweep, Func<TrialIndex, T> question, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_read is null || time.GetElapsedTime(_readAt) >= _rest)
                await KeepUpAsync(sweep, cancellation);
            return question(_index);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The numbers of the trials that match: those of a window on them, and how many there are in all. What was found is kept
    /// until the index changes, so that scrolling costs nothing.</summary>
    public Task<TrialWindow> FindAsync(
        SweepRecord sweep, string? filter, string? sort, int offset, int rows, CancellationToken cancellation) =>
        AskAsync(
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
        var asked = $"{sort}\n{filter}";
        if (!_queries.TryGetValue(asked, out var found))
            _queries[asked] = found = TrialQuery.Parse(filter, sort).Run(index);
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

    /// <summary>Reads what may have changed: what was open, and what was leased since. False: it is
    /// too much, or the index is empty.</summary>
    private async Task<bool> TryCatchUpAsync(SweepRecord sweep, SweepProgress progress, CancellationToken cancellation)
    {
        if (_read is not { } read || progress.NextTrial < read.Next)
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

    // A trial that failed, say, may have been tried again and succeeded between two looks.
    private async Task<bool> AgreesAsync(SweepRecord sweep, CancellationToken cancellation)
    {
        var counts = await store.CountTrialsAsync(sweep.Id, cancellation);
        var states = Enum.GetValues<TrialState>();
        if (sweep.Status != SweepStatus.Running)
            return states.All(state => counts.GetValueOrDefault(state) == _index.Counts.GetValueOrDefault(state));
        // Counted later than read. In a later pass what has ended runs again.
        return sweep.Pass > 0 || states.Where(state => state is not (TrialState.Running or TrialState.Waiting))
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
/// <param name="Trials">Their numbers, in order.</param>
/// <param name="Matching">How many match in all.</param>
/// <param name="Total">How many are recorded.</param>
/// <param name="Version">Another one: something has changed.</param>
/// <param name="Settings">Names of the settings in which configurations differ.</param>
public sealed record TrialWindow(IReadOnlyList<long> Trials, int Matching, int Total, string Version, IReadOnlyList<string> Settings);
