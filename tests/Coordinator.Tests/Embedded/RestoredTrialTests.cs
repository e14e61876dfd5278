using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Tests.Rendering;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Runtime.Slots;
using SweepCluster.Sweeps.Running;
using SweepCluster.Telemetry.Metrics;
using SweepCluster.Testing;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Embedded;

/// <summary>Epochs that a trial restores from a checkpoint are no work of the attempt.</summary>
public sealed class RestoredTrialTests
{
    private static readonly SweepSpec Spec = Specs.Quick("base: {epochs: 10}\nspace: {width: [8, 16]}\n");
    private static readonly SweepRecord Sweep =
        new("quick-1", "quick", Spec.Text, null, 2, 1, 0, 0, SweepStatus.Running, "", DateTimeOffset.UnixEpoch, 0);
    private static readonly TimeSpan Moment = TimeSpan.FromMicroseconds(5);

    [Fact]
    public void SamplesPerSecond_AfterARestore_AreThoseTrainedSince()
    {
        var time = TestClock.Create();
        var trial = new RestoredTrial(time);
        trial.Restored(2.5);
        foreach (var epoch in new[] { 1, 2 })
        {
            trial.EpochCompleted(new(epoch, 0.5, 0.8, null, null, 0.1, 1, 1000));
            time.Advance(Moment);
            trial.Now.SamplesPerSecond.ShouldBe(0);
        }

        for (var samples = 500; samples <= 1000; samples += 100)
        {
            trial.Progress(new(3, samples, 1000, 0.5, 0.8));
            trial.Now.SamplesPerSecond.ShouldBe(samples > 600 ? 200 : 0, 1e-6);
            time.Advance(TimeSpan.FromSeconds(0.5));
        }
    }

    [Fact]
    public void Progress_OfARestoredTrial_SaysHowMuchWasRestored()
    {
        var trial = new RestoredTrial(TestClock.Create());
        trial.Restored(2.5);
        trial.Now.Progress.RestoredEpochs.ShouldBe(2.5);

        trial.Progress(new(3, 700, 1000, 0.5, 0.8));

        trial.Now.Progress.ShouldBe(new TrialProgress(3, 700, 1000, 0.5, 0.8) { RestoredEpochs = 2.5 });
        trial.RestoredShare.ShouldBe(0.25);
    }

    private sealed class RestoredTrial(TimeProvider time) : SlotTrial(time)
    {
        public override TrialLease Lease { get; } =
            new TrialDescription(Spec, Sweep.Id, checkpointRoot: null).Describe(SweepSamples.Trial(0, 0), Sweep);

        public override bool IsIsolated => false;

        public override CancellationToken Stop => default;

        protected override TrialTrace? BeginTrace(int slot) => null;

        protected override void OnEpoch(EpochReport report)
        {
        }

        protected override void OnEnd(TrialOutcome outcome, TimeSpan busy, SweepException? failure)
        {
        }
    }
}
