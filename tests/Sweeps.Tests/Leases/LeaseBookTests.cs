using SweepCluster.Contracts.Grains;
using SweepCluster.Sweeps.Leases;

namespace SweepCluster.Sweeps.Tests.Leases;

public sealed class LeaseBookTests
{
    private readonly LeaseBook _book = new(timeout: 3, adoptionTimeout: 2);

    [Fact]
    public void Tick_WithoutAReport_ExpiresTheLeaseAfterTheTimeout()
    {
        _book.Grant(new(7, 1), "a");

        Tick().ShouldBeEmpty();
        Tick().ShouldBeEmpty();
        Tick().ShouldBe([new(7, 1)]);
    }

    [Fact]
    public void Tick_AfterARenewal_CountsFromThere()
    {
        _book.Grant(new(7, 1), "a");
        Tick();
        Tick();

        Renew(7, 1, "a").ShouldBeTrue();

        Tick().ShouldBeEmpty();
        Tick().ShouldBeEmpty();
        Tick().ShouldBe([new(7, 1)]);
    }

    [Fact]
    public void Tick_OfASlotThatIsGone_LosesItsLeasesAtOnce()
    {
        _book.Grant(new(8, 1), "b");
        _book.Grant(new(7, 2), "a");
        _book.Grant(new(3, 1), "a");

        _book.Tick(slot => slot == "a").ShouldBe(
        [
            new(new(3, 1), "a", IsGone: true) { SilentTicks = 1, MaxSilentTicks = 3 },
            new(new(7, 2), "a", IsGone: true) { SilentTicks = 1, MaxSilentTicks = 3 },
        ]);
    }

    [Theory]
    [InlineData(7, 2, "a")]
    [InlineData(7, 1, "b")]
    [InlineData(8, 1, "a")]
    public void Renew_AnotherAttemptOrHolder_IsRefused(long trial, int attempt, string slot)
    {
        _book.Grant(new(7, 1), "a");

        Renew(trial, attempt, slot).ShouldBeFalse();
    }

    [Fact]
    public void Renew_AfterReopening_TellsTheHolder()
    {
        _book.Grant(new(7, 1), slot: null);

        Renew(7, 1, "a").ShouldBeTrue();
        Renew(7, 1, "b").ShouldBeFalse();
    }

    [Fact]
    public void Tick_AfterReopening_LosesSoonerWhatNobodyHolds()
    {
        _book.Grant(new(7, 1), slot: null);
        _book.Grant(new(8, 1), slot: null);

        Tick().ShouldBeEmpty();
        Renew(8, 1, "a");
        Tick().ShouldBe([new(7, 1)]);
        _book.Close(7);
        Tick().ShouldBeEmpty();
    }

    [Fact]
    public void Undelivered_UntilTheSlotNamesThem_AreItsGrants()
    {
        _book.Grant(new(9, 1), "a");
        _book.Grant(new(7, 1), "a");
        _book.Grant(new(8, 1), "b");
        _book.Undelivered("a").ShouldBe([new(7, 1), new(9, 1)]);

        Renew(7, 1, "a");

        _book.Undelivered("a").ShouldBe([new(9, 1)]);
    }

    [Fact]
    public void Close_ALease_ForgetsIt()
    {
        _book.Grant(new(7, 1), "a");

        _book.Close(7);

        Renew(7, 1, "a").ShouldBeFalse();
        _book.Count.ShouldBe(0);
    }

    private IReadOnlyList<TrialAttempt> Tick() => [.. _book.Tick(_ => false).Select(expired => expired.Attempt)];

    private bool Renew(long trial, int attempt, string slot) => _book.Renew(new(trial, attempt), slot, default, 0);
}
