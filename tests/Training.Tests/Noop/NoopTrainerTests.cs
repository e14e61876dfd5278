using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Noop;
using SweepCluster.Training.Tests.Cpu;

namespace SweepCluster.Training.Tests.Noop;

public sealed class NoopTrainerTests
{
    private static readonly TrialLease Lease = SampleTrials.Lease(SampleTrials.Configuration(8), epochs: 4);

    [Fact]
    public void Train_ALease_ReportsItsEpochsAndSucceeds()
    {
        var recorder = new Recorder();

        var outcome = Train(Lease, recorder).ShouldBeOfType<TrialOutcome.Succeeded>();

        recorder.Reports.Select(report => report.Epoch).ShouldBe([1, 2, 3, 4]);
        recorder.Reports.ShouldAllBe(report => report.ValidationLoss > report.TrainLoss);
        outcome.Metrics.Report.ShouldBe(recorder.Reports[^1]);
        outcome.Metrics.Parameters.ShouldBe(ParameterCount.Compute(Lease.Configuration));
        outcome.Metrics.WeightsHash.ShouldMatch("^[0-9a-f]{64}$");
    }

    [Fact]
    public void Train_TheSameLeaseAgain_GivesTheSameMetrics()
    {
        var (first, second) = (new Recorder(), new Recorder());

        Train(Lease, first).ShouldBe(Train(Lease with { Attempt = 2 }, second));

        first.Reports.ShouldBe(second.Reports);
    }

    [Fact]
    public void Train_ToAStop_ReportsTheEpochsUpToIt()
    {
        var (whole, part) = (new Recorder(), new Recorder());
        Train(Lease, whole);

        Train(Lease with { StopAt = 3 }, part).ShouldBeOfType<TrialOutcome.Paused>();

        part.Reports.ShouldBe(whole.Reports.Take(3));
    }

    [Fact]
    public void Train_DifferentTrials_ScoreDifferently()
    {
        TrialLease[] leases = [Lease, Lease with { Trial = 1 }, Lease with { Seed = 2 }, Lease with { SeedIndex = 1 }];

        var metrics = leases.Select(lease => Train(lease, new Recorder()).ShouldBeOfType<TrialOutcome.Succeeded>().Metrics).ToArray();

        metrics.Select(of => of.TestLoss).Distinct().Count().ShouldBe(leases.Length);
        metrics.Select(of => of.WeightsHash).Distinct().Count().ShouldBe(leases.Length);
    }

    [Fact]
    public void Train_WithoutASplit_HasNoValidation()
    {
        var recorder = new Recorder();

        Train(
            Lease with { Configuration = Lease.Configuration with { Data = new() { Dataset = "mnist", Split = SplitSettings.None } } },
            recorder);

        recorder.Reports.ShouldAllBe(report => report.ValidationLoss == null && report.ValidationAccuracy == null);
    }

    [Fact]
    public void Train_StoppedByItsObserver_IsInterruptedAndBeginsAgainAtEpochOne()
    {
        var (stopped, again) = (new Recorder(stopAfter: 2), new Recorder());

        Train(Lease, stopped).ShouldBeOfType<TrialOutcome.Interrupted>();
        Train(Lease with { Attempt = 2 }, again).ShouldBeOfType<TrialOutcome.Succeeded>();

        stopped.Reports.Count.ShouldBe(2);
        again.Reports[0].Epoch.ShouldBe(1);
        again.Reports.Take(2).ShouldBe(stopped.Reports);
    }

    [Fact]
    public void Train_AskedToStop_IsInterrupted()
    {
        var recorder = new Recorder();

        new NoopTrainer().Train(Lease, recorder, new(canceled: true)).ShouldBeOfType<TrialOutcome.Interrupted>();

        recorder.Reports.ShouldBeEmpty();
    }

    private static TrialOutcome Train(TrialLease lease, Recorder recorder) =>
        new NoopTrainer().Train(lease, recorder, TestContext.Current.CancellationToken);
}
