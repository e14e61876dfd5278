using System.Globalization;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Plan;

namespace SweepCluster.Coordinator.Estimates;

/// <summary>A spec with its plan, and its duration on this machine.</summary>
internal sealed class PlannedRun
{
    // The size of the images of all built-in data sets; the user's own files are not read here.
    private const int Pixels = 28 * 28;
    private const int Classes = 10;
    private const int TrainImages = 60_000;
    private const int TestImages = 10_000;

    // Bytes of a weight in a checkpoint: the weight itself, and at most two states of the optimizer.
    private const int BytesPerWeight = 3 * sizeof(float);

    // A tenth of the speed that the slowest supported machines reach, and the time that even a tiny network takes for an image.
    private const double SlowMultiplyAdds = 5e8;
    private const double SlowSecondsPerImage = 5e-6;

    private readonly int _trainImages;
    private readonly int _testImages;

    private PlannedRun(SweepSpec spec, int trainImages, int testImages)
    {
        (Spec, _trainImages, _testImages) = (spec, trainImages, testImages);
        Plan = SweepPlan.Create(spec, Pixels, Classes, trainImages);
    }

    public SweepSpec Spec { get; }

    public SweepPlan Plan { get; }

    /// <summary>Whether the data set is assumed to have the size of the built-in ones.</summary>
    public bool IsSizeAssumed => FileDataset.TryParse(Spec.Data.Dataset) is not null;

    /// <summary>Number of trials that run: those of the plan, up to the spec's limit.</summary>
    public long Trials => Math.Min(Plan.Trials, Spec.Limits.Trials ?? Plan.Trials);

    /// <summary>Maximum size in bytes of all checkpoints.</summary>
    public double CheckpointBytes => (double)Trials * Plan.LargestParameters * BytesPerWeight
        * ((Spec.Checkpoints.Last ? 1 : 0) + (Spec.Checkpoints.Best ? 1 : 0));

    public static PlannedRun Create(SweepSpec spec) => new(
        spec, Count(spec.Data, "train=", TrainImages), Count(spec.Data, "test=", TestImages));

    /// <summary>Whether the sweep might take this long on a slow machine; only then a measurement is worth its seconds.</summary>
    public bool MayTake(TimeSpan duration, int workers)
    {
        var costs = CostSample.Choose(Spec, _trainImages, _testImages);
        var seconds = (Plan.MultiplyAdds / SlowMultiplyAdds) + (costs.Sum(cost => cost.Images) * SlowSecondsPerImage);
        return seconds / workers >= duration.TotalSeconds;
    }

    /// <summary>Measures the duration on this machine; null where nothing can be measured, or the sweep runs elsewhere.</summary>
    public SweepDuration? Estimate(CommandHost host, CommandSettings settings, CancellationToken cancellation)
    {
        if (settings.Cluster is not null || host.OpenTrainer is not { } open)
            return null;
        using var opened = open(settings);
        return new Calibration(opened.Trainer, settings.Workers, settings.Packing, host.Time)
            .Estimate(CostSample.Choose(Spec, _trainImages, _testImages), Trials, cancellation);
    }

    private static int Count(DataSettings data, string key, int otherwise)
    {
        if (FileDataset.TryParse(data.Dataset) is not null)
            return otherwise;
        var given = data.Dataset.Split(':', ',').FirstOrDefault(part => part.StartsWith(key, StringComparison.Ordinal));
        return given is null ? otherwise : int.Parse(given[key.Length..], CultureInfo.InvariantCulture);
    }
}
