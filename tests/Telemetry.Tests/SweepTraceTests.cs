using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Telemetry.Metrics;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Stores;

namespace SweepCluster.Telemetry.Tests;

/// <summary>Which spans are made.</summary>
public sealed class SweepTraceTests : IDisposable
{
    private static readonly SweepRecord Sweep =
        new("quick-1", "quick", "", null, 1_000_000, 1, 0, 0, SweepStatus.Running, "", DateTimeOffset.UnixEpoch, 0);

    private static readonly TrialConfiguration Configuration =
        ConfigurationResolver.Resolve(Specs.Quick("base: {epochs: 3}\nspace: {width: [8]}\n"), []);

    private readonly FakeTimeProvider _time = TestClock.Create();
    private readonly List<Activity> _ended = [];
    private ActivityListener? _listener;

    public void Dispose() => _listener?.Dispose();

    [Fact]
    public void Sweep_WhileNobodyListens_IsNotTraced()
    {
        SweepTrace.OfSweep(Sweep, _time).ShouldBeNull();
        SweepTrace.OfTrials(_time).Begin(Lease(0), 0).ShouldBeNull();
    }

    [Fact]
    public void Trials_AMillion_AreTracedInBoundedNumber()
    {
        Listen();
        var trace = SweepTrace.OfSweep(Sweep, _time)!;
        for (var trial = 0; trial < 1_000_000; trial++)
        {
            if (trial % 10_000 == 0)
                _time.Advance(TimeSpan.FromSeconds(1));
            trace.Begin(Lease(trial), 0)?.End(new TrialOutcome.Interrupted());
        }

        trace.End(SweepStatus.Finished, failure: null);
        // A hundred seconds.
        Mine("trial").Count.ShouldBeInRange(SweepTrace.Burst, SweepTrace.Burst + (int)(100 * SweepTrace.TrialsPerSecond));
        Mine("sweep").Count.ShouldBe(1);
    }

    [Fact]
    public void Epochs_BeyondTheFirst_HaveNoSpans()
    {
        Listen();
        var trial = SweepTrace.OfTrials(_time).Begin(Lease(0), 3)!;
        for (var epoch = 1; epoch <= 1000; epoch++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            trial.Epoch(StoreSamples.Report(epoch));
        }

        trial.End(new TrialOutcome.Failed("bad luck"));

        Mine("epoch").Count.ShouldBe(TrialTrace.MaxEpochs);
        Mine("epoch").ShouldAllBe(epoch => epoch.Duration == TimeSpan.FromSeconds(1.5));
        var span = Mine("trial").ShouldHaveSingleItem();
        (span.Duration, span.Status, span.StatusDescription).ShouldBe((TimeSpan.FromSeconds(2000), ActivityStatusCode.Error, "bad luck"));
        span.GetTagItem("sweepcluster.epochs").ShouldBe(1000);
        span.GetTagItem("sweepcluster.slot").ShouldBe(3);
    }

    [Fact]
    public void Span_ThatIsCurrent_StaysSo()
    {
        Listen();
        using var current = new Activity("another's").Start();

        var trace = SweepTrace.OfSweep(Sweep, _time)!;
        trace.Begin(Lease(0), 0)!.End(new TrialOutcome.Interrupted());
        trace.End(SweepStatus.Paused, new InvalidOperationException("full disk"));

        Activity.Current.ShouldBe(current);
        Mine("sweep").Single().ParentSpanId.ShouldBe(default);
        Mine("sweep").Single().StatusDescription.ShouldBe("full disk");
    }

    private static TrialLease Lease(long trial) => new("quick-1", trial, 1, Configuration, 1, 0, 3, null);

    private IReadOnlyList<Activity> Mine(string name) => [.. _ended.Where(span => span.OperationName == name)];

    private void Listen()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name == SweepTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Add,
        };
        ActivitySource.AddActivityListener(_listener);
    }
}
