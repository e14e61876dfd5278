using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;

namespace SweepCluster.Training.Torch.Tests;

/// <summary>Trials on several threads don't touch each other: no seed, lock or setting of the process is theirs.</summary>
public sealed class ThreadTests
{
    [TorchFact]
    public void Train_OnTwoThreadsAtOnce_ReproducesEveryBit()
    {
        using var library = Trials.Library();
        var trainer = TorchRig.Create(library);
        using var disposing = trainer as IDisposable;
        var leases = Enumerable.Range(0, 4)
            .Select(index => Trials.Lease(Trials.Configuration(24) with { Dropout = 0.2, Epochs = 4 }, (ulong)index))
            .ToArray();
        var alone = leases.Select(Train).ToArray();

        var together = new FinalMetrics[4];
        var threads = Enumerable.Range(0, 2).Select(thread => new Thread(() =>
        {
            for (var index = thread; index < 4; index += 2)
                together[index] = Train(leases[index]);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        together.Select(metrics => metrics.WeightsHash).ShouldBe(alone.Select(metrics => metrics.WeightsHash));
        together.Select(metrics => metrics.TestLoss).ShouldBe(alone.Select(metrics => metrics.TestLoss));

        FinalMetrics Train(TrialLease lease) =>
            trainer.Train(lease, new PackedTrial(lease), CancellationToken.None).ShouldBeOfType<TrialOutcome.Succeeded>().Metrics;
    }

    [TorchFact]
    public void Train_AsManySteps_DivergesInTheSameEpochAsOnTheCpu()
    {
        var configuration = Trials.Configuration(16, 16) with
        {
            Optimizer = OptimizerDefaults.Create(OptimizerKind.Sgd, OptimizerConvention.Keras) with { LearningRate = 1e12 },
        };

        var torch = TorchRig.Train(Trials.Lease(configuration)).ShouldBeOfType<TrialOutcome.Diverged>();

        torch.ShouldBe(Trials.TrainOnCpu(Trials.Lease(configuration)));
    }
}
