using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Looks;
using SweepCluster.Sweeps.Rules;

namespace SweepCluster.Sweeps.Tests.Looks;

public sealed class LookPlanTests
{
    [Theory]
    [InlineData("submitted", 10, "")]
    [InlineData("submitted finished", 10, "10")]
    [InlineData("finished by+3 finished by+10 finished", 23, "10 13 23")]
    // Extended before it had ended: nobody was told anything.
    [InlineData("paused by+3 resumed finished", 13, "13")]
    [InlineData("finished by+3", 13, "10")]
    // The same seeds again are no new look.
    [InlineData("finished epochs finished retried finished", 10, "10")]
    [InlineData("cancelled retried finished by+1 cancelled", 11, "10 11")]
    public void FromEvents_EveryEndWithMoreSeeds_IsALook(string events, int seeds, string looks)
    {
        EventRecord[] records = [.. events.Split(' ').Select(Record)];

        var plan = LookPlan.FromEvents(Sweep(seeds), records, maxLooks: 5);

        string.Join(' ', plan.Seeds).ShouldBe(looks);
        plan.Counted.ShouldBe(plan.Seeds);
        plan.IsExhausted.ShouldBeFalse();
    }

    [Fact]
    public void FromEvents_MoreLooksThanPlanned_DoNotCount()
    {
        EventRecord[] records = [.. "finished by+1 finished by+1 finished".Split(' ').Select(Record)];

        var plan = LookPlan.FromEvents(Sweep(12), records, maxLooks: 2);

        plan.Counted.ShouldBe([10, 11]);
        plan.IsExhausted.ShouldBeTrue();
    }

    [Fact]
    public void NextLevel_OfAFurtherLook_IsItsLevelOnceItIsTaken()
    {
        var plan = new LookPlan([10, 20], 5);

        plan.NextLevel(0.05, 35).ShouldBe(new LookPlan([10, 20, 35], 5).Level(0.05, 3));
        plan.Level(0.05, 1).ShouldBe(new LookPlan([10], 5).Level(0.05, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void ExtensionDetail_OfSeeds_IsRead(int count) => ExtensionDetail.ParseSeeds(ExtensionDetail.BySeeds(count)).ShouldBe(count);

    [Theory]
    [InlineData("by 5 epochs")]
    [InlineData("by -5 seeds")]
    [InlineData("by  seeds")]
    [InlineData("by seeds")]
    [InlineData("")]
    public void ExtensionDetail_OfAnythingElse_IsNone(string detail) => ExtensionDetail.ParseSeeds(detail).ShouldBeNull();

    private static EventRecord Record(string happened)
    {
        var (kind, detail) = happened.Split('+') switch
        {
            ["by", var count] => ("extended", ExtensionDetail.BySeeds(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture))),
            _ when happened == "epochs" => ("extended", "by 2 epochs"),
            _ => (happened, ""),
        };
        return new(DateTimeOffset.UnixEpoch, kind, null, detail);
    }

    private static SweepRecord Sweep(int seeds) =>
        new("x-1", "x", "", null, 2, seeds, 0, 0, SweepStatus.Finished, "", DateTimeOffset.UnixEpoch, 0);
}
