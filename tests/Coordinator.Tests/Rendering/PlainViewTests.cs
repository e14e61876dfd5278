using SweepCluster.Coordinator.Views;
using SweepCluster.Results.Sweeps;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Rendering;

/// <summary>Lines for files and pipes.</summary>
public sealed class PlainViewTests
{
    [Fact]
    public void Update_WithoutNewsFor30Seconds_SaysHowFarItIs()
    {
        var time = TestClock.Create();
        using var output = new StringWriter { NewLine = "\n" };
        using var view = new PlainView(output, time);
        view.Begin(Sweep.Read(SweepSamples.Sweep()), workers: 2);
        var begun = output.ToString().Length;

        for (var second = 0; second < 29; second++)
            Update();
        output.ToString()[begun..].ShouldBeEmpty();
        Update();
        output.ToString()[begun..].ShouldBe("[ 0:30] 7/12  best val_accuracy 0.9755 ±0.0064 (width=128, activation=tanh), 0:21 left\n");

        // A line about a trial is a sign of life, too.
        time.Advance(TimeSpan.FromSeconds(29));
        view.Update(new(SweepSamples.Snapshot(), null, [SweepSamples.Trial(0, 0)], 0));
        var written = output.ToString().Length;
        Update();
        output.ToString().Length.ShouldBe(written);

        void Update()
        {
            time.Advance(TimeSpan.FromSeconds(1));
            view.Update(new(SweepSamples.Snapshot(), SweepSamples.Rows, [], 0));
        }
    }

    [Fact]
    public void Update_BeforeThereIsAnything_SaysSoWithoutABest()
    {
        var time = TestClock.Create();
        using var output = new StringWriter { NewLine = "\n" };
        using var view = new PlainView(output, time);
        view.Begin(Sweep.Read(SweepSamples.Sweep()), workers: 2);
        time.Advance(TimeSpan.FromSeconds(31));

        view.Update(new(SweepSamples.Snapshot() with { Remaining = null }, [], [], 0));

        output.ToString().ShouldEndWith("[ 0:31] 7/12  no result yet\n");
    }
}
