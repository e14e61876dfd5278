using System.Diagnostics;
using SweepCluster.Model.Trials;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>Spans of a sweep, of its trials and of their epochs. However many trials there are, a bounded number of spans is made: of the
/// first trials, and then of a few a second. Costs nothing while nobody listens.</summary>
public sealed class SweepTrace
{
    public const string SourceName = "SweepCluster";

    /// <summary>Trials that are traced, whenever they come.</summary>
    public const int Burst = 100;

    /// <summary>Trials that are traced in a second beyond those.</summary>
    public const double TrialsPerSecond = 2;

    private static readonly ActivitySource Source = new(SourceName);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Activity? _sweep;
    private double _budget = Burst;
    private long _filled;

    private SweepTrace(Activity? sweep, TimeProvider time) => (_sweep, _time, _filled) = (sweep, time, time.GetTimestamp());

    /// <summary>Of one sweep, whose trials are below it in one trace. Null: nobody listens.</summary>
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

    /// <summary>Of the trials of any sweeps, each a trace of its own.</summary>
    public static SweepTrace OfTrials(TimeProvider time) => new(sweep: null, time);

    /// <summary>The span of a trial that begins. Null: it isn't traced.</summary>
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

    /// <summary>The sweep has come to rest here.</summary>
    /// <param name="failure">What stopped it although it has work left.</param>
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
        // What happens to be current on this thread has no part in it, and stays current.
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
