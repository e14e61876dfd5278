using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;

namespace SweepCluster.Training.Trials;

/// <summary>Computes the learning rate of a step, a pure function of the step's number; see <see cref="ScheduleSettings"/> for the
/// formulas.</summary>
public static class LearningRate
{
    /// <param name="step">Step of the trial, from 0.</param>
    /// <param name="stepsPerEpoch">Number of steps per epoch, at least 1.</param>
    public static double AtStep(TrialConfiguration configuration, long step, int stepsPerEpoch)
    {
        var schedule = configuration.Schedule;
        var rate = configuration.Optimizer.LearningRate;
        var warmup = schedule.WarmupEpochs * stepsPerEpoch;
        if (step < warmup)
            return rate * Math.Min(1, (step + 1) / warmup);
        return rate * schedule.Kind switch
        {
            ScheduleKind.Constant => 1,
            ScheduleKind.Step => DeterministicMath.Power(schedule.Gamma, step / stepsPerEpoch / schedule.Every),
            ScheduleKind.Exponential when schedule.PerBatch => DeterministicMath.Power(schedule.Gamma, step / schedule.Every),
            ScheduleKind.Exponential => DeterministicMath.Power(schedule.Gamma, step / stepsPerEpoch / schedule.Every),
            ScheduleKind.Cosine => Cosine(schedule.Minimum, step - warmup, ((double)configuration.Epochs * stepsPerEpoch) - warmup),
            _ => throw new ArgumentOutOfRangeException(nameof(configuration), schedule.Kind, "Unknown schedule."),
        };
    }

    private static double Cosine(double minimum, double step, double steps) =>
        step >= steps ? minimum : minimum + ((1 - minimum) * (1 + DeterministicMath.CosPi(step / steps)) / 2);
}
