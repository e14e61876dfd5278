using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Leaderboard;

public sealed class LeaderPlacesTests
{
    [Fact]
    public void Places_AreInOrderWithWhatTheTerminalShows()
    {
        var spec = Specs.Quick("split: {last: 100}\nbase: {epochs: 1}\nspace:\n  activation: [relu, tanh]\n  shuffle: [true, false]\n"
            + "  optimizer: [{name: sgd, lr: 0.5}, {name: adam, lr: 0.010}]\n");

        var places = LeaderPlaces.Build(spec, [TrialSamples.Configuration(1, 0.5, 0.7), TrialSamples.Configuration(2, 0.9, 0.8)]);

        places.Select(place => place.Configuration).ShouldBe([2, 1]);
        places[0].Objective.ShouldBe(0.85, 1e-12);
        places[0].HalfWidth!.Value.ShouldBeGreaterThan(0);
        places[0].Trial.ShouldBe(2, "its first seed is the better one.");
        places[1].Trial.ShouldBe(101);
        places[0].Cells.ShouldBe([
            new(0, "rank", "=1"), new(1, "activation", "relu"), new(2, "shuffle", "false"), new(3, "optimizer", "sgd(lr=0.5)"),
            new(90, "seeds", "2"),
        ]);
        places[1].Cells.Select(cell => cell.Text).ShouldBe(["=1", "relu", "true", "adam(lr=0.01)", "2"]);
        places[0].Figures.Select(figure => figure.Column).ShouldBe(
            ["P(best)", "worst", "best", "test_loss", "test_acc", "params", "s/epoch"]);
        places[0].Figures.Select(figure => figure.Position).ShouldBe([12, 13, 14, 15, 16, 17, 18]);
        places[0].Figures[2].Value.ShouldBe(0.9);
    }

    [Fact]
    public void Places_WhoseOrderIsOpen_SayTheRanksThatTheSeedsLeaveOpen()
    {
        var spec = Specs.Quick("space: {width: [8, 16, 32]}\n");

        var places = LeaderPlaces.Build(
            spec,
            [
                TrialSamples.Configuration(0, 0.90, 0.91, 0.92), TrialSamples.Configuration(1, 0.50, 0.51, 0.53),
                TrialSamples.Configuration(2, 0.50, 0.52, 0.51),
            ]);

        places.Select(place => place.Cells[0].Text).ShouldBe(["1", "2-3", "2-3"]);
    }

    [Fact]
    public void Places_OfMoreSettingsThanHaveAColumn_HaveThemInOne()
    {
        var spec = Specs.Quick(
            "base: {epochs: 1}\nspace: {width: [8, 16], lr: [0.1, 0.2], batch: [8, 16], depth: [1, 2], activation: [relu, tanh], "
            + "l2: [0, 0.1], dropout: [0, 0.5]}\n");

        var cells = LeaderPlaces.Build(spec, [TrialSamples.Configuration(0, 0.5)]).ShouldHaveSingleItem().Cells;

        cells.Select(cell => cell.Column).ShouldBe(["rank", "configuration", "seeds"]);
        cells[1].Text.ShouldContain("width=8");
        cells[1].Text.ShouldContain("activation=relu");
    }

    [Fact]
    public void Places_BeforeASeedHasFinished_AreProvisional()
    {
        var spec = Specs.Quick("space: {width: [8, 16]}\n");
        var trial = TrialSamples.Configuration(0, 0.5).Trials[0] with { State = TrialState.Running, Final = null };

        LeaderPlaces.Build(spec, [new(0, [trial])]).ShouldHaveSingleItem().Cells[^1].ShouldBe(new(91, "provisional", "yes"));
    }

    [Fact]
    public void Places_ASeedThatFailedAtTheBestFigure_IsNotTheBestTrial()
    {
        var spec = Specs.Quick("space: {width: [8, 16]}\n");
        var trials = TrialSamples.Configuration(0, 0.5, 0.5).Trials;

        LeaderPlaces.Build(spec, [new(0, [trials[0] with { State = TrialState.Failed, Final = null }, trials[1]])]).ShouldHaveSingleItem()
            .Trial.ShouldBe(trials[1].Trial);
    }
}
