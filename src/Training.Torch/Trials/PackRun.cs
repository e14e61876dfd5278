using System.Runtime.InteropServices;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Torch.Devices;
using SweepCluster.Training.Torch.Networks;
using SweepCluster.Training.Trials;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Trials;

/// <summary>Trains the trials of a pack in stacks as large as memory allows. A stack that runs out of memory is halved, and its trials
/// continue from their last checkpoints, or the start.</summary>
internal sealed class PackRun(
    DatasetLibrary datasets,
    TimeProvider time,
    TorchDevice device,
    DeviceLibrary images,
    Func<string, ICheckpointFiles> openCheckpoints,
    Action<int>? allocating)
{
    private const string NoMemory =
        "there is not enough memory on the device for this network; make it or its batch smaller, or use fewer --workers";

    public void Train(IReadOnlyList<IPackedTrial> trials)
    {
        var configuration = trials[0].Lease.Configuration;
        using var opened = datasets.Open(configuration.Data.Dataset, trials[0].Lease.Data, trials[0].Stop);
        var dataset = opened.Dataset;
        trials = [.. trials.Where(trial => IsTrainable(trial, dataset))];
        if (trials.Count == 0)
            return;
        var shapes = LayerShape.Enumerate(dataset.Train.Pixels, configuration.Hidden.Select(layer => layer.Width), dataset.Train.Classes);
        var layout = new StackLayout([.. shapes]);
        var max = trials.Count == 1 || device.IsCpu
            ? trials.Count
            : StackSize.Compute(device, configuration, dataset.Train.Pixels, dataset.Train.Classes);

        List<TorchLane> waiting = [.. trials.Select(trial => Open(trial, layout, dataset)).OfType<TorchLane>()];
        while (waiting.Count > 0)
        {
            var lanes = Take(waiting, max);
            if (TryTrain(lanes, layout, dataset))
                continue;
            var unfinished = lanes.Where(lane => !lane.HasEnded).ToList();
            if (unfinished.Count == 1 && lanes.Count == 1)
            {
                unfinished[0].End(new TrialOutcome.Failed(NoMemory));
                continue;
            }

            max = Math.Max(1, lanes.Count / 2);
            waiting.InsertRange(0, unfinished.Where(TryRewind));
        }
    }

    // An invalid configuration fails alone.
    private static bool IsTrainable(IPackedTrial trial, Dataset dataset)
    {
        if (DataRules.Problem(trial.Lease.Configuration, dataset.Train.Count) is not { } problem)
            return true;
        trial.Ended(new TrialOutcome.Failed(problem));
        return false;
    }

    // Trials of a stack step together: a trial that was interrupted within an epoch is grouped with those at the same step.
    private static List<TorchLane> Take(List<TorchLane> waiting, int max)
    {
        var step = waiting[0].Course.State.Step;
        var taken = waiting.Where(lane => lane.Course.State.Step == step).Take(max).ToList();
        waiting.RemoveAll(taken.Contains);
        return taken;
    }

    private TorchLane? Open(IPackedTrial trial, StackLayout layout, Dataset dataset)
    {
        var lane = new TorchLane(trial, layout, dataset, openCheckpoints, time);
        return Attempt(lane, lane.Course.Resume) ? lane : null;
    }

    private static bool TryRewind(TorchLane lane) => Attempt(lane, lane.Rewind);

    // An input error of one trial does not concern the others.
    private static bool Attempt(TorchLane lane, Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (SweepException mistake) when (mistake.Kind == SweepErrorKind.Input)
        {
            lane.End(new TrialOutcome.Failed(mistake.Message));
            return false;
        }
    }

    private bool TryTrain(List<TorchLane> lanes, StackLayout layout, Dataset dataset)
    {
        try
        {
            // The scope releases whatever a failure leaves behind: the garbage collector does not track native memory.
            using var scope = NewDisposeScope();
            allocating?.Invoke(lanes.Count);
            using var stack = new TrialStack(device, images, dataset, layout, lanes);
            new StackRun(stack, dataset, device.IsCpu, time, allocating).Train();
            return true;
        }
        catch (ExternalException error) when (IsOutOfMemory(error))
        {
            return false;
        }
    }

    // Torch has no type for it: CUDA and MPS say "out of memory", its allocator for the host "can't allocate memory".
    private static bool IsOutOfMemory(ExternalException error) =>
        error.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase);
}
