using SweepCluster.Testing.Faults;

namespace SweepCluster.Architecture.Tests;

/// <summary>The plan of the faults that <c>bench faults</c> causes.</summary>
public sealed class FaultScheduleTests
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(3);

    [Fact]
    public void Schedule_OfTheSameSeed_HasTheSameFaults()
    {
        var faults = FaultSchedule.Create(seed: 7, faults: 100, MaxPause);

        faults.Count.ShouldBe(100);
        FaultSchedule.Create(seed: 7, faults: 100, MaxPause).ShouldBe(faults);
        FaultSchedule.Create(seed: 7, faults: 10, MaxPause).ShouldBe(faults.Take(10));
        FaultSchedule.Create(seed: 8, faults: 100, MaxPause).ShouldNotBe(faults);
    }

    [Fact]
    public void Schedule_OfManyFaults_KeepsToTheMaximumPauseAndSpreadsOverIt()
    {
        var faults = FaultSchedule.Create(seed: 1, faults: 1000, MaxPause);

        faults.ShouldAllBe(fault => fault.Pause >= TimeSpan.Zero && fault.Pause < MaxPause);
        faults.Average(fault => fault.Pause.TotalSeconds).ShouldBe(1.5, tolerance: 0.1);
        faults.Select(fault => fault.Pause).Distinct().Count().ShouldBe(1000);
    }

    [Fact]
    public void Faults_OfASchedule_HitAllCandidatesAboutEquallyOften()
    {
        string[] silos = ["a", "b", "c"];

        var hits = FaultSchedule.Create(seed: 1, faults: 900, MaxPause).CountBy(fault => fault.Choose(silos)).ToDictionary();

        hits.Keys.ShouldBe(silos, ignoreOrder: true);
        hits.Values.ShouldAllBe(count => count > 240 && count < 360);
    }

    [Theory]
    [InlineData(0, "a")]
    [InlineData(0.49, "a")]
    [InlineData(0.5, "b")]
    [InlineData(0.999_999_999, "b")]
    public void Choose_ByTheShare_ReturnsACandidate(double share, string chosen) =>
        new PlannedFault(TimeSpan.Zero, share).Choose(["a", "b"]).ShouldBe(chosen);

    [Fact]
    public void Schedule_OfANegativeNumber_IsRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => FaultSchedule.Create(seed: 1, faults: -1, MaxPause));
        Should.Throw<ArgumentOutOfRangeException>(() => FaultSchedule.Create(seed: 1, faults: 1, -MaxPause));
    }
}
