using System.Diagnostics;
using SweepCluster.Model.Trials;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>Spans of a sweep, of its trials and of their epochs. The number of spans is limited however many trials there are: the first
/// trials have spans, and then a few per second. Costs nothing while there is no listener.</summary>
public sealed class SweepTrace
{
    public const string SourceName = "SweepCluster";

    /// <summary>Number of trials that are always traced.</summary>
    public const int Burst = 100;

    /// <summary>Number of further trials that are traced per second.</summary>
    public const double TrialsPerSecond = 2;

    private static readonly ActivitySource Source = new(SourceName);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Activity? _sweep;
    private double _budget = Burst;
    private long _filled;

    private SweepTrace(Activity? sweep, TimeProvider time) => (_sweep, _time, _filled) = (sweep, time, time.GetTimestamp());

    /// <summary>Starts the trace of one sweep, with its trials below it. Null if there is no listener.</summary>
    public static SweepTrace? OfSweep(SweepRecord sweep, TimeProvider time)
    {
        if (!Source.HasListeners())
            return null;
        var span = Start("sweep", default, time.GetUtcNow());
        span?.SetTag("sweepcluster.sweep", sweep.Id)
            .SetTag("sweepcluster.configurations", sweep.Configurations)
            .SetTag("sweepcluster.repeats", sweep.Seeds);
        return new(span, time);
    }

    /// <summary>Creates traces of the trials of any sweeps, each a trace of its own.</summary>
    public static SweepTrace OfTrials(TimeProvider time) => new(sweep: null, time);

    /// <summary>Starts the span of a trial; null if it isn't traced.</summary>
    public TrialTrace? Begin(TrialLease lease, int slot)
    {
        if (!Source.HasListeners() || !TakeFromBudget() || Start("trial", _sweep?.Context ?? default, _time.GetUtcNow()) is not { } span)
            return null;
        span.SetTag("sweepcluster.sweep", lease.SweepId)
            .SetTag("sweepcluster.trial", lease.Trial)
            .SetTag("sweepcluster.attempt", lease.Attempt)
            .SetTag("sweepcluster.slot", slot);
        return new(span, _time);
    }

    /// <summary>Ends the span of the sweep, which has stopped here.</summary>
    /// <param name="failure">The failure that stopped the sweep although it has work left.</param>
    public void End(SweepStatus status, Exception? failure)
    {
        if (_sweep is null)
            return;
        _sweep.SetTag("sweepcluster.status", status.ToString().ToLowerInvariant());
        if (failure is not null)
            _sweep.SetStatus(ActivityStatusCode.Error, failure.Message);
        Stop(_sweep, _time.GetUtcNow());
    }

    internal static Activity? Start(string name, ActivityContext parent, DateTimeOffset at)
    {
        // The thread's current activity is not its parent, and stays current.
        var current = Activity.Current;
        Activity.Current = null;
        var span = Source.StartActivity(ActivityKind.Internal, parent, startTime: at, name: name);
        Activity.Current = current;
        return span;
    }

    internal static void Stop(Activity span, DateTimeOffset at)
    {
        var current = Activity.Current;
        span.SetEndTime(at.UtcDateTime).Stop();
        Activity.Current = current;
    }

    private bool TakeFromBudget()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            _budget = Math.Min(Burst, _budget + (_time.GetElapsedTime(_filled, now).TotalSeconds * TrialsPerSecond));
            _filled = now;
            if (_budget < 1)
                return false;
            _budget--;
            return true;
        }
    }
}
