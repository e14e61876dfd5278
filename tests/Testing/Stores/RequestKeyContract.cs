using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using static SweepCluster.Testing.Stores.StoreSamples;

namespace SweepCluster.Testing.Stores;

/// <summary>What every store must do about the keys of repeated requests.</summary>
public abstract class RequestKeyContract : StoreContract
{
    [Fact]
    public async Task CreateSweep_WithAUsedKey_RecordsNothing()
    {
        var key = new RequestKey("a key", "what was asked");
        var sweep = await Store.CreateSweepAsync(Sweep("a") with { Key = key }, Cancellation);
        await using var second = Open();

        await Should.ThrowAsync<KeyUsedException>(() => second.CreateSweepAsync(Sweep("b") with { Key = key }, Cancellation));
        await Should.ThrowAsync<KeyUsedException>(() => second.CreateClaimedSweepAsync(Sweep("a") with { Key = key }, Cancellation));

        (await second.FindKeyAsync(sweepId: null, key.Value, Cancellation)).ShouldBe(new(key, sweep.Id, Start));
        (await second.FindKeyAsync(sweep.Id, key.Value, Cancellation)).ShouldBeNull("a sweep's changes have keys of their own");
        (await second.FindKeyAsync(sweepId: null, "another key", Cancellation)).ShouldBeNull();
        (await second.ListSweepsAsync(Cancellation)).ShouldBe([sweep]);
    }

    [Fact]
    public async Task CreateSweep_SeveralAtOnceWithOneKey_RecordsOne()
    {
        await using var second = Open();

        // On threads of their own: a store may work on the calling one.
        var created = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(number => Task.Run(() => TryCreateAsync(number % 2 == 0 ? Store : second, number), Cancellation)));

        var sweep = created.OfType<SweepRecord>().ShouldHaveSingleItem();
        (await Store.ListSweepsAsync(Cancellation)).ShouldBe([sweep]);
        (await Store.FindKeyAsync(sweepId: null, "a key", Cancellation)).ShouldNotBeNull().SweepId.ShouldBe(sweep.Id);

        static async Task<SweepRecord?> TryCreateAsync(IResultStore store, int number)
        {
            try
            {
                return await store.CreateSweepAsync(Sweep($"sweep-{number}") with { Key = new("a key", $"{number}") }, Cancellation);
            }
            catch (KeyUsedException)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task CreateSweep_WithAnExpiredKey_RecordsAnother()
    {
        var key = new RequestKey("a key", "what was asked");
        await Store.CreateSweepAsync(Sweep("a") with { Key = key }, Cancellation);

        var late = Sweep("a", at: Start + RequestKey.Lifetime) with { Key = key };
        await Should.ThrowAsync<KeyUsedException>(
            () => Store.CreateSweepAsync(late with { CreatedAt = late.CreatedAt.AddTicks(-1) }, Cancellation));
        var sweep = await Store.CreateSweepAsync(late, Cancellation);

        sweep.Id.ShouldBe("a-2");
        (await Store.FindKeyAsync(sweepId: null, key.Value, Cancellation)).ShouldBe(new(key, "a-2", late.CreatedAt));
    }

    [Fact]
    public async Task Commit_WithAKey_IsFoundForItsSweepAlone()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var other = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var use = new KeyUse(new("a key", "what was asked"), sweep.Id, Start);
        var batch = new StoreBatch(sweep with { EpochBonus = 2 }, [], [], []) { Keys = [use] };

        await Store.CommitAsync(sweep.Id, batch, Cancellation);
        await Store.CommitAsync(sweep.Id, batch, Cancellation);

        await using var second = Open();
        (await second.FindKeyAsync(sweep.Id, "a key", Cancellation)).ShouldBe(use);
        (await second.FindKeyAsync(other.Id, "a key", Cancellation)).ShouldBeNull();
        (await second.FindKeyAsync(sweepId: null, "a key", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Commit_WithAKey_DropsThoseThatHaveExpired()
    {
        var sweep = await Store.CreateSweepAsync(Sweep(), Cancellation);
        var (first, second) = (Use("first", Start), Use("second", Start.AddHours(1)));
        foreach (var use in new[] { first, second, Use("third", Start + RequestKey.Lifetime) })
            await Store.CommitAsync(sweep.Id, new(null, [], [], []) { Keys = [use] }, Cancellation);

        (await Store.FindKeyAsync(sweep.Id, "first", Cancellation)).ShouldBeNull();
        (await Store.FindKeyAsync(sweep.Id, "second", Cancellation)).ShouldBe(second);

        KeyUse Use(string key, DateTimeOffset at) => new(new(key, "what was asked"), sweep.Id, at);
    }

    [Fact]
    public async Task DeleteSweep_SubmittedWithAKey_KeepsTheKeyUsed()
    {
        var key = new RequestKey("a key", "what was asked");
        var sweep = await Store.CreateSweepAsync(Sweep() with { Key = key }, Cancellation);

        await Store.DeleteSweepAsync(sweep.Id, Cancellation);

        (await Store.FindKeyAsync(sweepId: null, key.Value, Cancellation)).ShouldBe(new(key, sweep.Id, Start));
        var refusal = await Should.ThrowAsync<SweepException>(
            () => RepeatedRequests.FindAsync(Store, sweepId: null, key, Start, Cancellation));
        refusal.Message.ShouldContain("has been removed");
    }
}
