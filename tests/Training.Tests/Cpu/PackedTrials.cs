using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Cpu.Networks;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>A trial of a pack that keeps its reports.</summary>
internal sealed class PackedTrial(TrialLease lease, Recorder? recorder = null) : IPackedTrial, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Recorder _recorder = recorder ?? new();

    public TrialLease Lease => lease;

    public CancellationToken Stop => _stop.Token;

    public TrialOutcome? Outcome { get; private set; }

    public Recorder Recorded => _recorder;

    public void Interrupt() => _stop.Cancel();

    public bool EpochCompleted(EpochReport report) => _recorder.EpochCompleted(report);

    public void Restored(double epochs) => _recorder.Restored(epochs);

    public void Progress(in TrialProgress progress) => _recorder.Progress(progress);

    public void Ended(TrialOutcome outcome)
    {
        Outcome.ShouldBeNull("a trial ends once");
        Outcome = outcome;
    }

    public void Dispose() => _stop.Dispose();
}

/// <summary>Trains packs, and the same trials alone.</summary>
internal static class PackedTrials
{
    public static PackedTrial[] Train(CpuEngine engine, TimeProvider time, params PackedTrial[] trials)
    {
        using var library = SampleTrials.Library();
        using var trainer = new CpuTrainer(library, time, engine);
        trainer.TrainPack(trials);
        return trials;
    }

    public static PackedTrial[] Train(params PackedTrial[] trials) => Train(CpuEngine.Best, TimeProvider.System, trials);

    public static PackedTrial[] Train(IEnumerable<TrialLease> leases) => Train([.. leases.Select(lease => new PackedTrial(lease))]);

    /// <summary>Checks that each trial reported and came to what it does alone, from the start, durations aside.</summary>
    public static void ShouldBeAsAlone(this IEnumerable<PackedTrial> trials)
    {
        foreach (var trial in trials)
        {
            var alone = new Recorder();
            var expected = SampleTrials.Train(
                trial.Lease with { CheckpointFolder = null }, alone, stop: TestContext.Current.CancellationToken);
            Timeless(trial.Outcome).ShouldBe(Timeless(expected));
            trial.Recorded.Timeless.ShouldBe(alone.Timeless);
        }
    }

    public static TrialOutcome? Timeless(TrialOutcome? outcome) => outcome is TrialOutcome.Succeeded succeeded
        ? succeeded with { Metrics = succeeded.Metrics with { Report = succeeded.Metrics.Report with { Seconds = 0 } } }
        : outcome;
}
