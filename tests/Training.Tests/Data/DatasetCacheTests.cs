using SweepCluster.Model;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Training.Tests.Data;

public sealed class DatasetCacheTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Open_AgainAfterTheLastUse_GivesTheSameDataSet()
    {
        using var cache = new DatasetCache(maxUnusedBytes: 0);
        var loads = 0;

        for (var trial = 0; trial < 5; trial++)
            Open(cache, "a", onLoad: () => loads++).Dispose();

        loads.ShouldBe(1);
    }

    [Fact]
    public void Dispose_OfTheLastUse_ReleasesWhatIsBeyondTheBudget()
    {
        using var cache = new DatasetCache(maxUnusedBytes: 0);
        var first = Open(cache, "a");
        var other = Open(cache, "a");
        using var second = Open(cache, "b");

        first.Dispose();
        first.Dispose();
        first.Dataset.Train.IsDisposed.ShouldBeFalse("another trial uses it");
        other.Dispose();
        first.Dataset.Train.IsDisposed.ShouldBeFalse("it is the latest of those that are not in use");
        Open(cache, "c").Dispose();
        first.Dataset.Train.IsDisposed.ShouldBeTrue();
        first.Dataset.Test.IsDisposed.ShouldBeTrue();
        second.Dataset.Train.IsDisposed.ShouldBeFalse("it is in use");
    }

    [Fact]
    public void Dispose_WithinTheBudget_KeepsTheLatest()
    {
        using var sample = Sample();
        using var cache = new DatasetCache(maxUnusedBytes: 3 * sample.MemoryBytes);
        var sets = new List<Dataset>();

        foreach (var key in (string[])["a", "b", "c", "d", "e"])
        {
            using var opened = Open(cache, key);
            sets.Add(opened.Dataset);
        }

        sets.Select(set => set.Train.IsDisposed).ShouldBe([true, true, false, false, false]);
    }

    [Fact]
    public void Open_WhereMemoryIsShort_ReleasesWhatIsNotInUseAndTriesAgain()
    {
        using var cache = new DatasetCache(long.MaxValue);
        using var used = Open(cache, "a");
        var unused = Open(cache, "b");
        unused.Dispose();

        using var opened = Open(cache, "c", onLoad: () =>
        {
            if (!unused.Dataset.Train.IsDisposed)
                throw new SweepException("There is no memory.", SweepErrorKind.Environment);
        });

        (used.Dataset.Train.IsDisposed, opened.Dataset.Train.IsDisposed).ShouldBe((false, false));
    }

    [Fact]
    public void Open_ALoadThatFails_FailsAndIsTriedAgainNextTime()
    {
        using var cache = new DatasetCache(long.MaxValue);
        Should.Throw<SweepException>(() => Open(cache, "a", onLoad: () => throw new SweepException("No.", SweepErrorKind.Environment)));

        using var opened = Open(cache, "a");

        opened.Dataset.Train.Count.ShouldBe(10);
    }

    [Fact]
    public void Dispose_OfTheCache_ReleasesWhatIsInUseAtTheEndOfItsUse()
    {
        var cache = new DatasetCache(long.MaxValue);
        var used = Open(cache, "a");
        var unused = Open(cache, "b");
        unused.Dispose();

        cache.Dispose();

        (used.Dataset.Train.IsDisposed, unused.Dataset.Train.IsDisposed).ShouldBe((false, true));
        used.Dispose();
        used.Dataset.Train.IsDisposed.ShouldBeTrue();
        Should.Throw<ObjectDisposedException>(() => Open(cache, "a"));
    }

    // The trials of two sweeps whose turns alternate, over folders that share a cache.
    [Fact]
    public void Open_ByLibrariesOfOneCache_SharesTheDataSet()
    {
        using var cache = new DatasetCache(long.MaxValue);
        using var first = new DatasetLibrary(new("/a", null, "/none"), cache: cache);
        using var second = new DatasetLibrary(new("/b", null, "/none"), cache: cache);

        using var opened = first.Open("glyphs:seed=3,train=20,test=10", null, Cancellation);
        using var again = second.Open("glyphs:test=10,train=20,seed=3", null, Cancellation);

        again.Dataset.ShouldBeSameAs(opened.Dataset);
    }

    [Fact]
    public void Open_WithAnotherPin_IsNotLeftInUse()
    {
        using var cache = new DatasetCache(maxUnusedBytes: 0);
        using var library = new DatasetLibrary(new(null, null, "/none"), cache: cache);
        Dataset loaded;
        using (var opened = library.Open("glyphs:seed=3,train=20,test=10", null, Cancellation))
            loaded = opened.Dataset;

        Should.Throw<SweepException>(() => library.Open("glyphs:seed=3,train=20,test=10", new("/", "beef"), Cancellation));
        Open(cache, "other").Dispose();

        loaded.Train.IsDisposed.ShouldBeTrue();
    }

    private static DatasetReference Open(DatasetCache cache, string key, Action? onLoad = null) => cache.Open(
        key,
        _ =>
        {
            onLoad?.Invoke();
            return Sample();
        },
        Cancellation);

    private static Dataset Sample() => new("sample", new(10, 4, 4, 2), new(5, 4, 4, 2), "", ["0", "1"]);
}
