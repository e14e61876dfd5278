using Microsoft.AspNetCore.Http;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Storage;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Telemetry;
using SweepCluster.Telemetry.Gpus;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Runtime.Embedded;

/// <summary>The metrics of this process: what its embedded runtime and its store do. Costs nothing between two readings but the timing of
/// calls to the store. Sends them, and traces, to a collector as well where the environment names one.</summary>
public sealed class EmbeddedMetrics : IAsyncDisposable
{
    /// <summary>The leaderboard is read from the store this often at most, and only after news.</summary>
    private static readonly TimeSpan LeadersAge = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly SweepMeter _meter;
    private readonly NvidiaSmi _gpus;
    private readonly MetricsOutput _output;
    private readonly Dictionary<string, KnownLeaders> _leaders = new(StringComparer.Ordinal);
    private EmbeddedSweepService? _service;

    /// <param name="store">Stays the caller's.</param>
    public EmbeddedMetrics(IResultStore store, TimeProvider time)
    {
        _time = time;
        _meter = new(time);
        _gpus = new(time);
        Store = new MeasuredResultStore(store, _meter, time);
        _output = new(_meter, RefreshAsync, "sweep", time);
    }

    /// <summary>The same store, with its calls measured.</summary>
    public IResultStore Store { get; }

    /// <summary>From now on this runtime is measured; where sweeps run elsewhere, that is where they are measured.</summary>
    public void Watch(ISweepRuntime runtime)
    {
        if (runtime is not IEmbeddedRuntime embedded)
            return;
        _service = embedded.Embedded;
        (_meter.Slots, _meter.Accelerator) = (_service.Slots, embedded.Accelerator);
    }

    /// <summary>All metrics, as the answer to Prometheus.</summary>
    public Task WriteAsync(HttpContext context) => _output.WriteAsync(context);

    public ValueTask DisposeAsync() => _output.DisposeAsync();

    private async Task RefreshAsync(CancellationToken cancellation)
    {
        foreach (var run in _service?.Runs() ?? [])
            await PublishAsync(run, cancellation);
        _meter.Gpus = await _gpus.ReadAsync(cancellation);
    }

    private async Task PublishAsync(SweepRun run, CancellationToken cancellation)
    {
        // Before its snapshot: what is read later is not older than that says.
        var tally = run.View.Tally;
        var id = run.View.State.Sweep.Id;
        var known = _leaders.GetValueOrDefault(id);
        if (known is null || known.Run != run
            || (known.Tally != tally && (_time.GetElapsedTime(known.Read) >= LeadersAge || run.Completion.IsCompleted)))
        {
            var leaders = await LeadersAsync(run, cancellation);
            // The store failed: the places stay as they were, and its error is counted.
            _leaders[id] = known = new(run, leaders is null ? default : tally, _time.GetTimestamp(), leaders ?? known?.Places ?? []);
        }

        _meter.Sweeps.Publish(new(run.Snapshot(), run.View.Tally, known.Places, _meter.Accelerator));
    }

    private async Task<IReadOnlyList<LeaderPlace>?> LeadersAsync(SweepRun run, CancellationToken cancellation)
    {
        try
        {
            return LeaderPlaces.Build(
                run.Spec,
                await Store.ReadLeadersAsync(run.View.State.Sweep.Id, run.Spec.Objective.Goal, SweepMeter.MaxRanks, cancellation));
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed record KnownLeaders(SweepRun Run, TrialTally Tally, long Read, IReadOnlyList<LeaderPlace> Places);
}
