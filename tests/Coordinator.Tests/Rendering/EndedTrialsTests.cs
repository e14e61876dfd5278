using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Tests.Rendering;

public sealed class EndedTrialsTests
{
    [Fact]
    public void Advance_TrialsLeaveTheOpenOnes_ReportsEachOnce()
    {
        var ended = new EndedTrials(0, Progress(0));

        ended.Advance(0, Progress(3, 1, 2), max: 10).First.ShouldBe([0]);
        ended.Advance(0, Progress(3, 1, 2), max: 10).First.ShouldBeEmpty();
        ended.Advance(0, Progress(5, 1, 4), max: 10).First.ShouldBe([2, 3]);
        ended.Advance(0, Progress(5), max: 10).First.ShouldBe([1, 4]);
    }

    [Fact]
    public void Advance_MoreThanAskedFor_CountsTheOthers()
    {
        var ended = new EndedTrials(0, Progress(0));

        var (first, others) = ended.Advance(0, Progress(1_000_000_000_000, 0, 7), max: 3);

        first.ShouldBe([1, 2, 3]);
        others.ShouldBe(1_000_000_000_000 - 2 - 3);
    }

    [Fact]
    public void Advance_AfterAResume_DoesNotRepeatWhatHadEnded()
    {
        var ended = new EndedTrials(0, Progress(4, 2));

        ended.Advance(0, Progress(5), max: 10).First.ShouldBe([2, 4]);
    }

    [Fact]
    public void Advance_ANewPass_BeginsFromTheFirstTrial()
    {
        var ended = new EndedTrials(0, Progress(4));

        ended.Advance(1, Progress(2, 1), max: 10).First.ShouldBe([0]);
    }

    private static SweepProgress Progress(long next, params long[] open) => new(next, [.. open.Select(Running)], 0);

    private static TrialRecord Running(long trial) => new()
    {
        Trial = trial,
        Configuration = trial,
        SeedIndex = 0,
        State = TrialState.Running,
        Attempt = 1,
        Pass = 0,
        StartedAt = DateTimeOffset.UnixEpoch,
    };
}
