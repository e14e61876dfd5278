using Microsoft.Extensions.Time.Testing;
using SweepCluster.Model.Trials;
using SweepCluster.Telemetry.Metrics;
using SweepCluster.Testing.Runtime;
using SweepCluster.Testing.Telemetry;

namespace SweepCluster.Contracts.Tests.Telemetry;

/// <summary>Which sweeps have series, and how old their queues are.</summary>
public sealed class SweepBoardTests
{
    private readonly FakeTimeProvider _time = TestClock.Create();
    private readonly SweepBoard _board;

    public SweepBoardTests() => _board = new(_time);

    [Fact]
    public void Queue_ThatBeginsNothing_AgesUntilATrialBegins()
    {
        _board.Publish(FigureSamples.Sweep(tally: new() { Started = 4 }));
        _time.Advance(TimeSpan.FromSeconds(30));
        _board.Publish(FigureSamples.Sweep(tally: new() { Started = 4 }));
        Age().ShouldBe(30);

        _board.Publish(FigureSamples.Sweep(tally: new() { Started = 5 }));
        Age().ShouldBe(0);
    }

    [Theory]
    [InlineData(SweepStatus.Running, 10)]
    [InlineData(SweepStatus.Paused, 4)]
    public void Queue_OfASweepThatWantsNothing_HasNoAge(SweepStatus status, long succeeded)
    {
        _board.Publish(FigureSamples.Sweep(status: status, succeeded: succeeded));
        _time.Advance(TimeSpan.FromSeconds(30));

        Age().ShouldBe(0);
    }

    [Fact]
    public void Sweeps_BeyondTheLimit_PushOutThoseAtRestFirst()
    {
        _board.Publish(FigureSamples.Sweep("running-1"));
        _time.Advance(TimeSpan.FromSeconds(1));
        for (var number = 0; number < SweepBoard.DefaultSweeps; number++)
        {
            _board.Publish(FigureSamples.Sweep($"ended-{number}", SweepStatus.Finished));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var kept = Ids(_board).ToArray();
        kept.Length.ShouldBe(SweepBoard.DefaultSweeps);
        kept.ShouldContain("running-1");
        kept.ShouldNotContain("ended-0");
    }

    [Fact]
    public void RecordedSweeps_FillTheRoomThatOwnOnesLeave()
    {
        var board = new SweepBoard(_time, maxSweeps: 2);
        board.Publish(FigureSamples.Sweep("own-1"));

        board.Record([
            (FigureSamples.Sweep("late-1", SweepStatus.Finished), At(2)), (FigureSamples.Sweep("early-1", SweepStatus.Finished), At(1)),
        ]);

        Ids(board).ShouldBe(["late-1", "own-1"]);
        board.Publish(FigureSamples.Sweep("own-2"));
        Ids(board).ShouldBe(["own-1", "own-2"]);
    }

    [Fact]
    public void RecordedSweep_ThatThisProcessRuns_IsShownAsPublishedAndAfterwardsAsRecorded()
    {
        _board.Record([(FigureSamples.Sweep("both-1", SweepStatus.Finished, succeeded: 3), At(2))]);
        _board.Publish(FigureSamples.Sweep("both-1", succeeded: 4));
        _board.Read().ShouldHaveSingleItem().Figures.Snapshot.Counts[TrialState.Succeeded].ShouldBe(4);

        _board.Remove("both-1");

        var entry = _board.Read().ShouldHaveSingleItem();
        (entry.Figures.Snapshot.Counts[TrialState.Succeeded], entry.At).ShouldBe((3, At(2)));
        _board.Seen.ShouldBe(1, "it was never another sweep.");
    }

    [Fact]
    public void Texts_OfALeaderboard_AreCountedWhereTheyChange()
    {
        _board.Publish(FigureSamples.Sweep(leaders: [FigureSamples.Leader(3), FigureSamples.Leader(3)]));
        _board.TextsReplaced.ShouldBe(0);

        _board.Publish(FigureSamples.Sweep(leaders: [FigureSamples.Leader(3), FigureSamples.Leader(3, "other")]));

        _board.TextsReplaced.ShouldBe(3);
    }

    [Fact]
    public void Sweep_ThatNoProcessHolds_IsNotRunning()
    {
        var interrupted = FigureSamples.Sweep() with { IsHeld = false };

        (interrupted.IsRunning, interrupted.Queued).ShouldBe((false, 0));
        (FigureSamples.Sweep().IsRunning, FigureSamples.Sweep().Queued).ShouldBe((true, 6));
    }

    private static DateTimeOffset At(int seconds) => DateTimeOffset.UnixEpoch.AddSeconds(seconds);

    private static IEnumerable<string> Ids(SweepBoard board) => board.Read().Select(entry => entry.Figures.Id);

    private double Age() => _board.Read().Single().QueueAge.TotalSeconds;
}
