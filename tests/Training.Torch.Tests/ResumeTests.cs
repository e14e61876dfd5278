using SweepCluster.Model.Trials;
using SweepCluster.Testing;

namespace SweepCluster.Training.Torch.Tests;

/// <summary>A trial goes on from its checkpoint, whichever trainer wrote it.</summary>
public sealed class ResumeTests
{
    public static TheoryData<bool, bool> Trainers() => new() { { true, true }, { true, false }, { false, true } };

    [TorchTheory]
    [MemberData(nameof(Trainers))]
    public void Train_InterruptedAndResumed_ComesToTheSame(bool torchFirst, bool torchThen)
    {
        using var folder = new TemporaryFolder();
        var configuration = Trials.Configuration(16) with { Epochs = 6, Dropout = 0.2 };
        var whole = new PackedTrial(Trials.Lease(configuration, folder: folder.Combine("whole")));
        TorchRig.Succeed(whole.Lease, whole);
        var lease = Trials.Lease(configuration, folder: folder.Combine("parts"));
        var (first, then) = (new PackedTrial(lease, stopAfter: 3), new PackedTrial(lease));

        Train(torchFirst, lease, first).ShouldBeOfType<TrialOutcome.Interrupted>();
        Train(torchThen, lease, then).ShouldBeOfType<TrialOutcome.Succeeded>();

        then.Timeless.Take(3).ShouldBe(first.Timeless);
        then.Reports.Select(report => report.Epoch).ShouldBe(Enumerable.Range(1, 6));
        Trials.Distance(
            Trials.Weights(lease.CheckpointFolder!, configuration), Trials.Weights(whole.Lease.CheckpointFolder!, configuration))
            .ShouldBeLessThan(1e-4);
        then.Reports[^1].TrainLoss.ShouldBe(whole.Reports[^1].TrainLoss, 1e-4);
    }

    [TorchFact]
    public void Pack_WithStopsOfItsOwnForEach_StopsEachThereAndGoesOn()
    {
        using var folder = new TemporaryFolder();
        var configuration = Trials.Configuration(16) with { Epochs = 4 };
        TrialLease Lease(int index) => Trials.Lease(configuration, (ulong)index, folder: folder.Combine($"{index}"));
        PackedTrial[] first = [new(Lease(0) with { StopAt = 1 }), new(Lease(1) with { StopAt = 3 }), new(Lease(2))];
        TorchRig.TrainPack(first);

        first.Select(trial => trial.Reports.Count).ShouldBe([1, 3, 4]);
        first.Select(trial => trial.Outcome is TrialOutcome.Paused).ShouldBe([true, true, false]);

        PackedTrial[] then = [new(Lease(0)), new(Lease(1))];
        TorchRig.TrainPack(then);

        then.ShouldAllBe(trial => trial.Outcome is TrialOutcome.Succeeded && trial.Reports.Count == 4);
        then[1].Timeless.Take(3).ShouldBe(first[1].Timeless);
    }

    [TorchFact]
    public void Pack_StoppedWithinAnEpoch_GoesOnFromThatStep()
    {
        using var folder = new TemporaryFolder();
        var configuration = Trials.Configuration(16) with { Epochs = 4 };
        TrialLease Lease(int index, string name) => Trials.Lease(configuration, (ulong)index, folder: folder.Combine($"{name}-{index}"));
        var whole = Enumerable.Range(0, 3).Select(index => new PackedTrial(Lease(index, "whole"))).ToArray();
        TorchRig.TrainPack(whole);
        using var stop = new CancellationTokenSource();
        // The clock moves at every look, so that hints come often; the third trial is stopped at the 24th step, within the second epoch.
        PackedTrial[] first =
        [
            new(Lease(0, "parts"), stopAfter: 1),
            new(Lease(1, "parts")),
            new(Lease(2, "parts"))
            {
                Stop = stop.Token,
                OnProgress = progress =>
                {
                    if (progress is { Epoch: 2, Samples: >= 256 })
                        stop.Cancel();
                },
            },
        ];
        TorchRig.TrainPack(first, time: new EveryLookTime());
        first[2].Outcome.ShouldBeOfType<TrialOutcome.Interrupted>();
        first[2].Reports.Count.ShouldBe(1);

        var then = Enumerable.Range(0, 3).Select(index => new PackedTrial(Lease(index, "parts"))).ToArray();
        TorchRig.TrainPack(then);

        for (var index = 0; index < 3; index++)
        {
            then[index].Reports.Count.ShouldBe(4);
            foreach (var (left, right) in whole[index].Timeless.Zip(then[index].Timeless))
                right.TrainLoss.ShouldBe(left.TrainLoss, 1e-5, $"trial {index}, epoch {left.Epoch}");
            then[index].Reports[1].TrainAccuracy.ShouldBe(whole[index].Reports[1].TrainAccuracy, 0.002);
        }
    }

    [TorchFact]
    public void Train_WithATornCheckpoint_TrainsAnewAndNamesTheFile()
    {
        using var folder = new TemporaryFolder();
        var configuration = Trials.Configuration(8);
        var torn = Trials.Lease(configuration, folder: folder.Combine("torn"));
        var whole = TorchRig.Succeed(torn);
        var file = Path.Combine(torn.CheckpointFolder!, "last.safetensors");
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..5000]);
        PackedTrial[] pack = [new(torn), new(Trials.Lease(configuration, seed: 2))];

        TorchRig.TrainPack(pack);

        pack[0].Success.Warning.ShouldContain(file);
        pack[0].Success.Metrics.WeightsHash.ShouldBe(whole.Metrics.WeightsHash);
        pack[1].Success.Metrics.Report.Epoch.ShouldBe(3);
    }

    private static TrialOutcome Train(bool onTorch, TrialLease lease, PackedTrial trial) =>
        onTorch ? TorchRig.Train(lease, trial) : Trials.TrainOnCpu(lease, trial);
}
