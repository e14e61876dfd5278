using Microsoft.AspNetCore.Http;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Recorded;
using SweepCluster.Storage;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Telemetry;
using SweepCluster.Telemetry.Gpus;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Runtime.Embedded;

/// <summary>The metrics of this process: its embedded runtime and its store. Between two readings only the calls to the store are timed.
/// Where the environment names a collector, metrics and traces are sent there as well.</summary>
public sealed class EmbeddedMetrics : IAsyncDisposable
{
    /// <summary>Minimum time between two readings of the leaderboard from the store; it is read only after changes.</summary>
    private static readonly TimeSpan LeadersAge = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly SweepMeter _meter;
    private readonly NvidiaSmi _gpus;
    private readonly MetricsOutput _output;
    private readonly Dictionary<string, KnownLeaders> _leaders = new(StringComparer.Ordinal);
    private readonly RecordedSweeps? _recorded;
    private EmbeddedSweepService? _service;

    /// <param name="store">Stays the caller's.</param>
    /// <param name="time">Dates the figures.</param>
    /// <param name="recordedSweeps">Maximum number of sweeps that are exported, the latest of the store included; null: only those that run
    /// in this process.</param>
    public EmbeddedMetrics(IResultStore store, TimeProvider time, int? recordedSweeps = null)
    {
        _time = time;
        _meter = new(time, recordedSweeps ?? SweepBoard.DefaultSweeps);
        _gpus = new(time);
        Store = new MeasuredResultStore(store, _meter, time);
        _recorded = recordedSweeps is null ? null : new(Store, _meter.Sweeps, time, withRunning: true, () => _meter.Accelerator);
        _output = new(_meter, RefreshAsync, "sweep", time);
    }

    /// <summary>The same store, with its calls measured.</summary>
    public IResultStore Store { get; }

    /// <summary>Measures this runtime from now on, unless its sweeps run elsewhere and are measured there.</summary>
    public void Watch(ISweepRuntime runtime)
    {
        if (runtime is not IEmbeddedRuntime embedded)
            return;
        _service = embedded.Embedded;
        (_meter.Slots, _meter.Accelerator) = (_service.Slots, embedded.Accelerator);
    }

    /// <summary>All metrics, as the answer to Prometheus.</summary>
    public Task WriteAsync(HttpContext context) => _output.WriteAsync(context);

    public async ValueTask DisposeAsync()
    {
        if (_recorded is not null)
            await _recorded.DisposeAsync();
        await _output.DisposeAsync();
    }

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        foreach (var run in _service?.Runs() ?? [])
            await PublishAsync(run, cancellation);
        _recorded?.Refresh();
        _meter.Gpus = await _gpus.ReadAsync(cancellation);
    }

    private async Task PublishAsync(SweepRun run, CancellationToken cancellation)
    {
        // Taken before the snapshot, so that it is never newer than what is read.
        var tally = run.View.Tally;
        var id = run.View.State.Sweep.Id;
        var known = _leaders.GetValueOrDefault(id);
        if (known is null || known.Run != run
            || (known.Tally != tally && (_time.GetElapsedTime(known.Read) >= LeadersAge || run.Completion.IsCompleted)))
        {
            var leaders = await LeadersAsync(run, cancellation);
            // The store failed: the places stay as they were, and the error is counted.
            _leaders[id] = known = new(run, leaders is null ? default : tally, _time.GetTimestamp(), leaders ?? known?.Places ?? []);
        }

        _meter.Sweeps.Publish(
            new(run.Snapshot(), run.Spec.Objective.Metric.Name(), run.View.Tally, known.Places, _meter.Accelerator));
    }

    private async Task<IReadOnlyList<LeaderPlace>?> LeadersAsync(SweepRun run, CancellationToken cancellation)
    {
        try
        {
            return LeaderPlaces.Build(
                run.Spec,
                await Store.ReadLeadersAsync(run.View.State.Sweep.Id, run.Spec.Objective.Goal, SweepMeter.ReadRanks, cancellation));
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed record KnownLeaders(SweepRun Run, TrialTally Tally, long Read, IReadOnlyList<LeaderPlace> Places);
}
