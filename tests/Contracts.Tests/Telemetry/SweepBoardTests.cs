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
        for (var number = 0; number < SweepBoard.MaxSweeps; number++)
        {
            _board.Publish(FigureSamples.Sweep($"ended-{number}", SweepStatus.Finished));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var kept = _board.Read().Select(sweep => sweep.Figures.Snapshot.Sweep.Id).ToArray();
        kept.Length.ShouldBe(SweepBoard.MaxSweeps);
        kept.ShouldContain("running-1");
        kept.ShouldNotContain("ended-0");
    }

    private double Age() => _board.Read().Single().QueueAge.TotalSeconds;
}
