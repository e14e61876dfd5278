using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Published;
using SweepCluster.Sweeps.Tests.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Published;

public sealed class PublishedTableTests
{
    [Fact]
    public void Compare_SeedsThatAgree_ReachAsFarAsTheImagesAllow()
    {
        var rows = PublishedTable.Compare(
            Specs.Quick("published: [{test_accuracy: 0.951, test_loss: 0.3}]\n"), [Trial(0, 0.95), Trial(1, 0.95)]);

        // 12.70620474 / (100 sqrt(12)) * sqrt(1 + 1 / 2), with the t of one degree of freedom.
        var (accuracy, loss) = (rows.Single(row => row.Published == 0.951), rows.Single(row => row.Published == 0.3));
        (accuracy.High!.Value - accuracy.Low!.Value).ShouldBe(2 * 0.0449232, 1e-6);
        accuracy.Within.ShouldBe(true);
        (loss.Low, loss.High, loss.Within).ShouldBe((null, null, null));
        loss.Ours!.Mean.ShouldBe(0.25);
    }

    private static TrialRecord Trial(int seedIndex, double accuracy)
    {
        var trial = TrialSamples.Succeeded(0, seedIndex, accuracy);
        return trial with { Final = trial.Final! with { TestAccuracy = accuracy } };
    }
}
