using SweepCluster.Training.Data;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Torch.Trials;

/// <summary>Trains the trials of one stack to their ends. A trial that ends leaves the stack while the others continue.</summary>
/// <param name="allocating">Called with the number of trials before each epoch.</param>
internal sealed class StackRun(TrialStack stack, Dataset dataset, bool readsScores, TimeProvider time, Action<int>? allocating)
{
    public void Train()
    {
        foreach (var lane in stack.Lanes)
        {
            lane.Course.BeginSeconds();
            lane.Course.ShareSeconds(stack.Lanes.Count);
        }

        while (true)
        {
            Settle();
            if (stack.Lanes.Count == 0)
                return;
            if (stack.Lanes[0].Course.State.Step == 0)
                allocating?.Invoke(stack.Lanes.Count);
            stack.Advance();
            if (stack.Lanes[0].Course.State.Step == stack.Steps.Count)
                CompleteEpoch();
            else
                WithinEpoch();
        }
    }

    // Removes trials that have ended or are to stop.
    private void Settle()
    {
        var leaving = stack.Lanes.Where(Leaves).ToList();
        if (leaving.Count == 0)
            return;
        ReadScores();
        foreach (var lane in leaving)
            lane.End(lane.Course.HasEnded ? lane.Course.Finish() : lane.Course.Interrupt());
        Keep();

        static bool Leaves(TorchLane lane) => lane.Course.HasEnded || lane.Course.IsInterrupted || lane.Trial.Stop.IsCancellationRequested;
    }

    private void CompleteEpoch()
    {
        ReadScores();
        var largest = stack.MaxWeights();
        var penalties = stack.Penalties();
        var course = stack.Lanes[0].Course;
        var data = stack.Lanes[0].Lease.Configuration.Data;
        var validation = course.ValidationCount > 0
            ? stack.Evaluate(dataset.Train, course.ValidationStart, course.ValidationCount, (float)(1 / data.Scale), 0, stack.Lanes.Count)
            : null;
        foreach (var lane in stack.Lanes)
        {
            var score = validation?[lane.Seat] ?? default;
            var isFinite = double.IsFinite(lane.Course.State.Loss) && float.IsFinite(largest[lane.Seat])
                && double.IsFinite(penalties[lane.Seat]) && double.IsFinite(score.Loss);
            if (isFinite)
                lane.Course.CompleteEpoch(score, penalties[lane.Seat]);
            else
                lane.End(lane.Course.Diverge());
        }

        Keep();
    }

    private void WithinEpoch()
    {
        var now = time.GetTimestamp();
        foreach (var lane in stack.Lanes)
        {
            if (lane.Course.HintIsDue(now))
                Hint(lane);
            if (lane.Course.CheckpointIsDue(now))
            {
                ReadScores();
                lane.Course.WriteLast();
            }
        }
    }

    // The running scores of an accelerator are not read, because that would wait for it: those of the last epoch replace them.
    private void Hint(TorchLane lane)
    {
        var state = lane.Course.State;
        if (readsScores)
        {
            stack.ReadScores();
            lane.Course.Hint(stack.Steps.Samples, state.Loss / state.Samples, (double)state.Correct / state.Samples);
        }
        else
        {
            var last = state.Reports.Count > 0 ? state.Reports[^1] : null;
            lane.Course.Hint(stack.Steps.Samples, last?.TrainLoss ?? double.NaN, last?.TrainAccuracy ?? double.NaN);
        }
    }

    private void ReadScores()
    {
        stack.ReadScores();
        foreach (var lane in stack.Lanes)
        {
            if (lane.Course.State.Step > 0)
                lane.Course.State.Rate = LearningRate.AtStep(
                    lane.Lease.Configuration, lane.Position(stack.Steps.Count) - 1, stack.Steps.Count);
        }
    }

    private void Keep()
    {
        var kept = stack.Lanes.Where(lane => !lane.HasEnded).ToList();
        if (kept.Count == stack.Lanes.Count)
            return;
        stack.Keep(kept);
        foreach (var lane in kept)
            lane.Course.ShareSeconds(kept.Count);
    }
}
