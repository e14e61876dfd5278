using System.Runtime.CompilerServices;
using SweepCluster.Contracts;
using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Spec;
using SweepCluster.Contracts.Trials;

namespace SweepCluster.Testing.Runtime;

/// <summary>A store that forgets everything with its process, for tests that are not about storage.</summary>
public sealed class MemoryResultStore : IResultStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Sweep> _sweeps = [];

    public Task<SweepRecord> CreateSweepAsync(NewSweep sweep, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var id = $"{sweep.Name}-{_sweeps.Values.Count(other => other.Record.Name == sweep.Name) + 1}";
            var record = new SweepRecord(
                id, sweep.Name, sweep.SpecText, sweep.DataFolder, sweep.Configurations, sweep.Repeats, 0, 0, SweepStatus.Running, "", sweep.CreatedAt, 0);
            _sweeps.Add(id, new(record));
            return Task.FromResult(record);
        }
    }

    public Task<SweepRecord?> FindSweepAsync(string id, CancellationToken cancellation) => Read(() => _sweeps.GetValueOrDefault(id)?.Record);

    public Task<IReadOnlyList<SweepRecord>> ListSweepsAsync(CancellationToken cancellation) =>
        Read<IReadOnlyList<SweepRecord>>(() => [.. _sweeps.Values.Select(sweep => sweep.Record).OrderBy(sweep => sweep.CreatedAt)]);

    public IDisposable Claim(string sweepId)
    {
        lock (_gate)
        {
            var sweep = _sweeps[sweepId];
            if (sweep.Claim is not null)
                throw new SweepException($"{sweepId} is run by process {Environment.ProcessId} already.");
            return sweep.Claim = new(this, sweep);
        }
    }

    public int? ClaimHolder(string sweepId)
    {
        lock (_gate)
        {
            return _sweeps.GetValueOrDefault(sweepId)?.Claim is null ? null : Environment.ProcessId;
        }
    }

    public Task CommitAsync(string sweepId, StoreBatch batch, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var sweep = _sweeps[sweepId];
            sweep.Record = batch.Sweep ?? sweep.Record;
            foreach (var trial in batch.Trials)
                sweep.Trials[trial.Trial] = trial;
            foreach (var epoch in batch.Epochs)
                sweep.Epochs[(epoch.Trial, epoch.Report.Epoch)] = epoch;
            sweep.Events.AddRange(batch.Events);
            return Task.CompletedTask;
        }
    }

    public Task<SweepProgress> LoadProgressAsync(string sweepId, int pass, CancellationToken cancellation) => Read(() =>
    {
        var trials = _sweeps[sweepId].Trials.Values.Where(trial => trial.Pass == pass).ToList();
        return new SweepProgress(
            trials.Count == 0 ? 0 : trials.Max(trial => trial.Trial) + 1,
            [.. trials.Where(trial => trial.State is TrialState.Running or TrialState.Waiting)],
            _sweeps[sweepId].Trials.Values.Count(trial => trial.State == TrialState.Failed));
    });

    public Task<TrialRecord?> FindTrialAsync(string sweepId, long trial, CancellationToken cancellation) =>
        Read(() => _sweeps[sweepId].Trials.GetValueOrDefault(trial));

    public IAsyncEnumerable<TrialRecord> ReadTrialsAsync(string sweepId, CancellationToken cancellation) =>
        StreamAsync<TrialRecord>(() => [.. _sweeps[sweepId].Trials.Values], cancellation);

    public IAsyncEnumerable<EpochRecord> ReadEpochsAsync(string sweepId, long? trial, CancellationToken cancellation) =>
        StreamAsync<EpochRecord>(() => [.. _sweeps[sweepId].Epochs.Values.Where(epoch => trial is null || epoch.Trial == trial)], cancellation);

    public Task<IReadOnlyDictionary<TrialState, long>> CountTrialsAsync(string sweepId, CancellationToken cancellation) =>
        Read<IReadOnlyDictionary<TrialState, long>>(() => _sweeps[sweepId].Trials.Values
            .GroupBy(trial => trial.State)
            .ToDictionary(group => group.Key, group => group.LongCount()));

    public Task<IReadOnlyList<ConfigurationTrials>> ReadLeadersAsync(string sweepId, Goal goal, int top, CancellationToken cancellation) =>
        Read<IReadOnlyList<ConfigurationTrials>>(() => [.. _sweeps[sweepId].Trials.Values
            .Where(trial => trial.Objective is not null)
            .GroupBy(trial => trial.Configuration)
            .OrderBy(group => (goal == Goal.Minimize ? 1 : -1) * group.Average(trial => trial.Objective))
            .ThenBy(group => group.Key)
            .Take(top)
            .Select(group => new ConfigurationTrials(group.Key, [.. group.OrderBy(trial => trial.Repeat)]))]);

    public Task<IReadOnlyList<EventRecord>> ReadEventsAsync(string sweepId, CancellationToken cancellation) =>
        Read<IReadOnlyList<EventRecord>>(() => [.. _sweeps[sweepId].Events]);

    public Task PostRequestAsync(string sweepId, SweepRequest request, CancellationToken cancellation) => Read(() => _sweeps[sweepId].Request = request);

    public Task<SweepRequest?> TakeRequestAsync(string sweepId, CancellationToken cancellation) => Read(() =>
    {
        var sweep = _sweeps[sweepId];
        var request = sweep.Request;
        sweep.Request = null;
        return request;
    });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            return Task.FromResult(read());
        }
    }

    private async IAsyncEnumerable<T> StreamAsync<T>(Func<T[]> read, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var item in await Read(read))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return item;
        }
    }

    private sealed class Sweep(SweepRecord record)
    {
        public SweepRecord Record { get; set; } = record;

        public SortedDictionary<long, TrialRecord> Trials { get; } = [];

        public SortedDictionary<(long Trial, int Epoch), EpochRecord> Epochs { get; } = [];

        public List<EventRecord> Events { get; } = [];

        public SweepRequest? Request { get; set; }

        public Holder? Claim { get; set; }
    }

    private sealed class Holder(MemoryResultStore store, Sweep sweep) : IDisposable
    {
        public void Dispose()
        {
            lock (store._gate)
            {
                if (sweep.Claim == this)
                    sweep.Claim = null;
            }
        }
    }
}
