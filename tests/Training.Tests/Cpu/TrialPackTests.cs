using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Cpu.Trials;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>How a pack goes about its slices.</summary>
public sealed class TrialPackTests : IDisposable
{
    private const int Epochs = 4;

    private readonly DatasetLibrary _library = SampleTrials.Library();
    private readonly NetworkPool _networks = new(CpuEngine.Best, new(long.MaxValue));
    private readonly Dataset _dataset;

    public TrialPackTests() => _dataset = _library.Load(SampleTrials.Glyphs, TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _networks.Dispose();
        _library.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(20)]
    public void Pack_OfAnySize_GathersEveryMinibatchOnce(int trials)
    {
        using var feed = Feed();
        using var pack = CreatePack(feed, TimeProvider.System);

        pack.Train(Enumerable.Range(0, trials).Select(_ => new PackedTrial(Lease())));

        feed.Gathered.ShouldBe(Epochs * feed.StepsPerEpoch);
    }

    [Fact]
    public void Slices_OfAPack_AllocateNothing()
    {
        var allocated = new List<long>();
        var recorder = new Recorder { OnProgress = _ => allocated.Add(GC.GetAllocatedBytesForCurrentThread()) };
        allocated.EnsureCapacity(10_000);
        using var feed = Feed();
        using var pack = CreatePack(feed, new SecondsTime(TimeSpan.FromSeconds(1)));

        pack.Train([new PackedTrial(Lease(), recorder), new PackedTrial(Lease()), new PackedTrial(Lease())]);

        // Only the end of an epoch, the first step's compilation aside, makes something: its reports.
        allocated.Count.ShouldBe(Epochs * feed.StepsPerEpoch);
        for (var step = 1; step < feed.StepsPerEpoch; step++)
            (allocated[feed.StepsPerEpoch + step] - allocated[feed.StepsPerEpoch + step - 1]).ShouldBe(0, $"step {step}");
    }

    [Fact]
    public void Seconds_OfATrial_AreItsOwnAndItsShareOfTheGather()
    {
        // A second passes at every reading of the clock, by any trial: alone or not, a trial reads it equally often at its own steps.
        PackedTrial[] pair = [new(Lease()), new(Lease())];
        using var feed = Feed();
        using var pack = CreatePack(feed, new SecondsTime(TimeSpan.FromSeconds(1)));
        PackedTrial single = new(Lease());
        using var feedOfOne = Feed();
        using var packOfOne = CreatePack(feedOfOne, new SecondsTime(TimeSpan.FromSeconds(1)));

        pack.Train(pair);
        packOfOne.Train([single]);

        var slices = (feed.StepsPerEpoch + feed.Window - 1) / feed.Window;
        foreach (var trial in pair)
        {
            trial.Recorded.Reports.Select(report => report.Seconds)
                .ShouldBe(single.Recorded.Reports.Select(report => report.Seconds - (slices / 2.0)), tolerance: 1e-9);
        }
    }

    private TrialPack CreatePack(MinibatchFeed feed, TimeProvider time) =>
        new(_networks, CpuEngine.Best, _dataset, feed, FolderCheckpointStorage.OpenFolder, time);

    private MinibatchFeed Feed() => new(CpuEngine.Best, _dataset, FeedKey.Create(Lease().Configuration, 1, 0), window: 6);

    private static TrialLease Lease() => SampleTrials.Lease(SampleTrials.Configuration(16) with { Epochs = Epochs });

    private sealed class SecondsTime(TimeSpan step) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += step.Ticks;
    }
}
