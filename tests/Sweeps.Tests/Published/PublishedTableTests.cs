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

    [Fact]
    public void Compare_AnEpoch_IsOfThatEpoch()
    {
        var spec = Specs.Quick("published: [{epoch: 1, train_loss: 191.2}, {epoch: 7, train_loss: 1}]\n");
        TrialRecord[] trials = [Trial(0, 0.95), Trial(1, 0.95), Trial(2, 0.95)];
        double[] losses = [190, 191, 192];
        EpochRecord[] epochs = [.. trials.Select(
            (trial, seed) => new EpochRecord(trial.Trial, new(1, losses[seed], 0, null, null, 0, 0, 0)))];

        var rows = PublishedTable.Compare(spec, trials, epochs);

        // 4.30265273 * sqrt(1 + 1 / 3), with the t of two degrees of freedom and a standard deviation of 1.
        (rows[0].Ours!.Mean, rows[0].Within).ShouldBe((191, true));
        (rows[0].High!.Value - 191).ShouldBe(4.9682755, 1e-6);
        rows[1].Ours.ShouldBeNull();
        PublishedTable.Compare(spec, trials)[0].Ours.ShouldBeNull("epochs were not read");
    }

    [Theory]
    [InlineData("parameters: 100", true)]
    [InlineData("parameters: 101", false)]
    [InlineData("lr: 0.001", true)]
    [InlineData("lr: 0.002", false)]
    public void Compare_WhatNoSeedChanges_IsComparedExactly(string published, bool within)
    {
        var row = PublishedTable.Compare(Specs.Quick($"published: [{{{published}}}]\n"), [Trial(0, 0.95), Trial(1, 0.96)])
            .ShouldHaveSingleItem();

        row.Within.ShouldBe(within);
        row.Low.ShouldBe(row.Ours!.Mean);
    }

    private static TrialRecord Trial(int seedIndex, double accuracy)
    {
        var trial = TrialSamples.Succeeded(0, seedIndex, accuracy);
        return trial with { Final = trial.Final! with { TestAccuracy = accuracy } };
    }
}
