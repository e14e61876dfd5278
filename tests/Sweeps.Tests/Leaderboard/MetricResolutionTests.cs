using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Leaderboard;

public sealed class MetricResolutionTests
{
    [Theory]
    [InlineData("mnist", "none", Metric.TestAccuracy, 10_000)]
    [InlineData("fashion-mnist", "{last: 5000}", Metric.ValidationAccuracy, 5000)]
    [InlineData("mnist", "{fraction: 0.25}", Metric.ValidationAccuracy, 15_000)]
    [InlineData("{name: glyphs, seed: 3, train: 600, test: 90}", "{first: 70}", Metric.TestAccuracy, 90)]
    [InlineData("{name: glyphs, seed: 3, train: 600, test: 90}", "{fraction: 0.5}", Metric.ValidationAccuracy, 300)]
    [InlineData("{name: glyphs, seed: 3, train: 600, test: 90}", "none", Metric.TrainAccuracy, 100)]
    public void RoundingVariance_OfAnAccuracy_IsThatOfAnErrorWithinAStep(string dataset, string split, Metric metric, int images)
    {
        var resolution = MetricResolution.FromTrials(
            Specs.Read($"name: x\ndataset: {dataset}\nsplit: {split}\n"), [TrialSamples.Succeeded(0, 0, 0.5)]);

        // The mean square of a number that is uniform in ±1 / 2n, by the midpoints of a thousand parts.
        var variance = Enumerable.Range(0, 1000).Average(part => Math.Pow((((part + 0.5) / 1000) - 0.5) / images, 2));
        resolution.RoundingVariance(metric).ShouldBe(variance, 1e-5 * variance);
    }

    [Theory]
    [InlineData(Metric.TrainLoss)]
    [InlineData(Metric.ValidationLoss)]
    [InlineData(Metric.TestLoss)]
    public void RoundingVariance_OfALoss_IsNone(Metric metric) =>
        MetricResolution.FromTrials(Specs.Quick(), [TrialSamples.Succeeded(0, 0, 0.5)]).RoundingVariance(metric).ShouldBe(0);

    [Fact]
    public void RoundingVariance_OwnFiles_CountsTheImagesThatSucceededTrialsTell()
    {
        var spec = Specs.Read("name: x\ndataset: idx:mine\n");
        TrialRecord[] trials = [Tested(0, 0.95), Tested(1, 0.94), Tested(2, 0.9999) with { State = TrialState.Failed, Final = null }];

        // 19/20 and 47/50.
        MetricResolution.FromTrials(spec, trials).RoundingVariance(Metric.TestAccuracy).ShouldBe(0.0001 / 12, 1e-15);
        MetricResolution.FromTrials(spec, []).RoundingVariance(Metric.TestAccuracy).ShouldBe(0);
    }

    [Theory]
    [InlineData(7, 10_000)]
    [InlineData(9_999_999, 10_000_000)]
    [InlineData(1, 10_000_000)]
    [InlineData(1_234_567, 7_654_321)]
    [InlineData(59_999, 60_000)]
    public void FromQuotients_OfCoprimeCounts_IsTheirDenominator(int correct, int images) =>
        CommonDenominator.FromQuotients([(double)correct / images]).ShouldBe(images);

    [Fact]
    public void FromQuotients_EveryCountOfADataSet_IsItsSizeAndNeverMore()
    {
        double[] all = [.. Enumerable.Range(0, 1235).Select(count => count / 1234.0)];

        CommonDenominator.FromQuotients(all).ShouldBe(1234);
        all.ShouldAllBe(value => 1234 % CommonDenominator.Denominator(value)!.Value == 0);
    }

    [Theory]
    [InlineData]
    [InlineData(0.0, 1.0)]
    [InlineData(0.5, 1.0)]
    [InlineData(0.70710678118654757)]
    [InlineData(1.5)]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    [InlineData(1e-300)]
    [InlineData(1.0 / 9_999_991, 1.0 / 9_999_973)]
    public void FromQuotients_ThatTellNothing_IsNull(params double[] values) => CommonDenominator.FromQuotients(values).ShouldBeNull();

    private static TrialRecord Tested(int seedIndex, double accuracy)
    {
        var trial = TrialSamples.Succeeded(0, seedIndex, accuracy);
        return trial with { Final = trial.Final! with { TestAccuracy = accuracy } };
    }
}
