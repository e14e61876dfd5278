using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Leaderboard;

public sealed class LeaderPlacesTests
{
    [Fact]
    public void Places_AreInOrderWithNumbersOnly()
    {
        var spec = Specs.Quick("split: {last: 100}\nbase: {epochs: 1}\nspace:\n  activation: [relu, tanh]\n  shuffle: [true, false]\n"
            + "  optimizer: [{name: sgd, lr: 0.5}, {name: adam, lr: 0.01}]\n");

        var places = LeaderPlaces.Build(spec, [TrialSamples.Configuration(1, 0.5, 0.7), TrialSamples.Configuration(2, 0.9, 0.8)]);

        places.Select(place => place.Configuration).ShouldBe([2, 1]);
        places[0].Objective.ShouldBe(0.85, 1e-12);
        places[0].HalfWidth!.Value.ShouldBeGreaterThan(0);
        places[0].Trial.ShouldBe(2, "its first seed is the better one.");
        places[1].Trial.ShouldBe(101);
        places[0].Parameters.ShouldBe([new("shuffle", 0), new("optimizer.lr", 0.5)]);
        places[1].Parameters.ShouldBe([new("shuffle", 1), new("optimizer.lr", 0.01)]);
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
