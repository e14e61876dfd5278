using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Tests.Cpu;

public sealed class BestEpochTests
{
    [Theory]
    [InlineData(Metric.TrainLoss, false, 2)]
    [InlineData(Metric.TrainLoss, true, 3)]
    [InlineData(Metric.TrainAccuracy, false, 4)]
    [InlineData(Metric.TrainAccuracy, true, 1)]
    public void Improves_TowardsTheGoal_FindsTheBestEpoch(Metric metric, bool isReversed, int expected)
    {
        var best = new BestEpoch(metric, minimumDelta: 0, isReversed);
        EpochReport[] reports = [Report(1, 0.5, 0.1), Report(2, 0.2, 0.3), Report(3, 0.9, 0.2), Report(4, 0.4, 0.8)];

        foreach (var report in reports)
            best.Improves(report);

        best.Epoch.ShouldBe(expected);
        best.Waited.ShouldBe(4 - expected);
    }

    private static EpochReport Report(int epoch, double loss, double accuracy) => new(epoch, loss, accuracy, null, null, 0.1, 1, 100);
}
