using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>Leases that stop before the trial's end.</summary>
public sealed class StopAtTests
{
    // The schedule of the rate runs over all six epochs, wherever the lease stops.
    private static readonly TrialConfiguration Configuration = SampleTrials.Configuration(16) with
    {
        Epochs = 6,
        Dropout = 0.2,
        Schedule = new(ScheduleKind.Cosine),
    };

    [Fact]
    public void Train_FromStopToStop_IsTheSameAsInOneGo()
    {
        using var folder = new TemporaryFolder();
        var whole = new Recorder();
        var expected = SampleTrials.Succeed(SampleTrials.Lease(Configuration), whole);
        var lease = SampleTrials.Lease(Configuration, folder: folder.Path);

        foreach (var stop in new[] { 1, 3 })
        {
            var part = new Recorder();
            var paused = Train(lease with { StopAt = stop }, part).ShouldBeOfType<TrialOutcome.Paused>();

            part.Timeless.ShouldBe(whole.Timeless.Take(stop));
            paused.DataFingerprint.ShouldBe(expected.DataFingerprint);
        }

        var rest = new Recorder();
        var outcome = SampleTrials.Succeed(lease, rest);
        rest.Timeless.ShouldBe(whole.Timeless);
        PackedTrials.Timeless(outcome).ShouldBe(PackedTrials.Timeless(expected));
    }

    [Fact]
    public void Train_WithoutCheckpoints_StopsThereToo()
    {
        var recorder = new Recorder();

        Train(SampleTrials.Lease(Configuration) with { StopAt = 2 }, recorder).ShouldBeOfType<TrialOutcome.Paused>();

        recorder.Reports.Select(report => report.Epoch).ShouldBe([1, 2]);
    }

    [Fact]
    public void Train_OfATrialAtItsStop_ReportsItsEpochsAgainAndTrainsNoFurther()
    {
        using var folder = new TemporaryFolder();
        var lease = SampleTrials.Lease(Configuration, folder: folder.Path) with { StopAt = 2 };
        Train(lease, new());
        var again = new Recorder();

        Train(lease, again).ShouldBeOfType<TrialOutcome.Paused>();

        again.Reports.Select(report => report.Epoch).ShouldBe([1, 2]);
    }

    [Fact]
    public void Train_EndedByItsPatienceAtTheStop_HasSucceeded()
    {
        // Nothing improves by so much: the patience ends the trial after two epochs.
        var configuration = Configuration with { EarlyStopping = new(Metric.ValidationLoss, 1, 1000, RestoreBest: false) };

        Train(SampleTrials.Lease(configuration) with { StopAt = 2 }, new())
            .ShouldBeOfType<TrialOutcome.Succeeded>().StoppedEarly.ShouldBeTrue();
    }

    [Fact]
    public void Pack_WithStopsOfItsOwnForEach_StopsEachThere()
    {
        int?[] stops = [1, 3, null];
        var trials = PackedTrials.Train(
            stops.Select((stop, index) => SampleTrials.Lease(Configuration with { L2 = index * 0.001 }) with { StopAt = stop }));

        trials.Select(trial => trial.Recorded.Reports.Count).ShouldBe([1, 3, 6]);
        trials.Select(trial => trial.Outcome is TrialOutcome.Paused).ShouldBe([true, true, false]);
        trials.ShouldBeAsAlone();
    }

    private static TrialOutcome Train(TrialLease lease, Recorder recorder) =>
        SampleTrials.Train(lease, recorder, stop: TestContext.Current.CancellationToken);
}
