using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Trials;

namespace SweepCluster.Training.Noop;

/// <summary>Reports all epochs of the lease at once, without training: what remains is the cost of a trial around its training. Its metrics
/// look like real ones and are a function of seed, seed index and trial alone, so that a leaderboard has something to rank. Only tests and
/// benchmarks choose it; a spec can't.</summary>
/// <remarks>It reads and writes neither data sets nor checkpoints: a trial that is resumed reports its epochs from 1.</remarks>
public sealed class NoopTrainer : ITrainer
{
    public TrialOutcome Train(TrialLease lease, ITrialObserver observer, CancellationToken stop)
    {
        // No weights are drawn here, so that their random numbers are unused.
        var random = new Philox(lease.Seed, lease.SeedIndex, RandomPurpose.Kernel);
        var quality = random.Uniform((ulong)lease.Trial * 3);
        var parameters = ParameterCount.Compute(lease.Configuration);
        EpochReport? report = null;
        for (var epoch = 1; epoch <= lease.EpochTarget; epoch++)
        {
            if (stop.IsCancellationRequested)
                return new TrialOutcome.Interrupted();
            report = Report(lease.Configuration, quality, epoch);
            var isObserved = observer.EpochCompleted(report);
            if (epoch == lease.StopAt && epoch < lease.EpochTarget)
                return new TrialOutcome.Paused();
            if (!isObserved)
                return new TrialOutcome.Interrupted();
        }

        return report is null
            ? new TrialOutcome.Failed($"a target of {lease.EpochTarget} epochs leaves nothing to report")
            : new TrialOutcome.Succeeded(
                new(report, quality + 0.05, Accuracy(quality + 0.05), parameters, Hash(random, (ulong)lease.Trial)), StoppedEarly: false);
    }

    // The loss falls towards the trial's quality, and the validation loss is a little above the training loss.
    private static EpochReport Report(TrialConfiguration configuration, double quality, int epoch)
    {
        var loss = quality + (1.0 / epoch);
        var validated = configuration.Data.Split.Kind != SplitKind.None;
        return new(
            epoch,
            loss,
            Accuracy(loss),
            validated ? loss + 0.1 : null,
            validated ? Accuracy(loss + 0.1) : null,
            configuration.Optimizer.LearningRate,
            Seconds: 0.001,
            Samples: configuration.Batch);
    }

    private static double Accuracy(double loss) => 1 / (1 + loss);

    // The form of a SHA-256, from two blocks of the trial's random numbers.
    private static string Hash(Philox random, ulong trial)
    {
        var first = random.Block((trial * 3) + 1);
        var second = random.Block((trial * 3) + 2);
        return string.Concat(Hex(first), Hex(second));
    }

    private static string Hex(PhiloxBlock block) => $"{block.W0:x8}{block.W1:x8}{block.W2:x8}{block.W3:x8}";
}
