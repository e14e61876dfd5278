using System.Diagnostics;
using SweepCluster.Model.Trials;

namespace SweepCluster.Telemetry.Metrics;

/// <summary>The span of an attempt at a trial, and the spans of its first epochs.</summary>
public sealed class TrialTrace
{
    /// <summary>Maximum number of epochs of an attempt that have spans.</summary>
    public const int MaxEpochs = 50;

    private readonly Activity _span;
    private readonly TimeProvider _time;
    private int _epochs;

    internal TrialTrace(Activity span, TimeProvider time) => (_span, _time) = (span, time);

    /// <summary>Records an epoch that has just ended.</summary>
    public void Epoch(EpochReport report)
    {
        if (_epochs++ >= MaxEpochs)
            return;
        var now = _time.GetUtcNow();
        if (SweepTrace.Start("epoch", _span.Context, now - TimeSpan.FromSeconds(report.Seconds)) is not { } span)
            return;
        span.SetTag("sweepcluster.epoch", report.Epoch).SetTag("sweepcluster.samples", report.Samples);
        SweepTrace.Stop(span, now);
    }

    public void End(TrialOutcome outcome)
    {
        _span.SetTag("sweepcluster.outcome", outcome.GetType().Name.ToLowerInvariant()).SetTag("sweepcluster.epochs", _epochs);
        if (outcome is TrialOutcome.Failed failed)
            _span.SetStatus(ActivityStatusCode.Error, failed.Reason);
        SweepTrace.Stop(_span, _time.GetUtcNow());
    }
}
