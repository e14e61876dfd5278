using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Spec;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Sweeps.Plan;

/// <summary>One of the configurations whose measured speed stands for a part of a sweep.</summary>
/// <param name="Configuration">The configuration to be timed.</param>
/// <param name="Images">Number of images that would cost as much to train on with this configuration as the whole part does.</param>
/// <param name="LongestImages">The same for the longest trial of the part.</param>
public sealed record SampledCost(TrialConfiguration Configuration, double Images, double LongestImages);

/// <summary>Selects the configurations that are timed to estimate the duration of a sweep.</summary>
/// <remarks>Configurations of the same layers, batch size and optimizer cost the same, and form a class. While there are at most
/// <see cref="MaxMeasured"/> classes, each is timed. Otherwise the classes are sorted by a rough cost and divided into parts of about equal
/// total cost, whose middle class is timed; the rough cost then only scales within a part.</remarks>
public static class CostSample
{
    /// <summary>Maximum number of configurations that are timed.</summary>
    public const int MaxMeasured = 8;

    private const int MaxSeen = 2_000;

    // A step on an image computes the forward pass and two products of the same size; the forward pass alone a third of it.
    private const double ForwardShare = 1.0 / 3;

    /// <summary>The configurations to be timed, each with the work that it stands for. Early stopping is not considered.</summary>
    /// <param name="trainImages">Number of training images before the split.</param>
    public static IReadOnlyList<SampledCost> Choose(SweepSpec spec, int trainImages, int testImages)
    {
        var configurations = SweepConfigurations.Find(spec);
        var trials = TrialNumbering.TrialCount(configurations.Count, spec.Seeds);
        if (trials == 0)
            return [];
        // Rates that range tests have yet to find don't matter here.
        var settled = spec with { Rates = [.. spec.Rates, new([], double.NaN)] };
        var seen = (int)Math.Min(configurations.Count, MaxSeen);
        var weight = (double)Math.Min(trials, spec.Limits.Trials ?? trials) / seen;
        var classes = Numbers(configurations.Count, seen, spec.Seed)
            .Select(number => ConfigurationResolver.Resolve(settled, configurations.Propose(number)))
            .GroupBy(configuration => (
                configuration.Hidden, configuration.Batch, configuration.Optimizer.Kind, Drops: configuration.Dropout > 0))
            .Select(group => new CostClass(
                group.First(), RoughCost(group.First()), group.Sum(one => weight * Images(one, spec.Data, trainImages, testImages)),
                group.Max(one => Images(one, spec.Data, trainImages, testImages))))
            .OrderBy(one => one.Rough)
            .ToList();
        return [.. Parts(classes).Select(Represent)];
    }

    // One from each part of the numbers, drawn at random: a fixed position in each would hit the same few values of the last axes.
    private static IEnumerable<long> Numbers(long count, int seen, ulong seed)
    {
        var random = new Philox(seed, 0, RandomPurpose.Proposal, uint.MaxValue);
        for (var i = 0; i < seen; i++)
        {
            var (start, end) = ((long)((Int128)i * count / seen), (long)((Int128)(i + 1) * count / seen));
            yield return Math.Min(end - 1, start + (long)(random.Uniform((ulong)i) * (end - start)));
        }
    }

    // The images of a whole trial, with those of validation and the final test counted by their share of the cost.
    private static double Images(TrialConfiguration configuration, DataSettings data, int trainImages, int testImages)
    {
        var validation = data.Split.ValidationCount(trainImages);
        var train = Math.Max(0, trainImages - validation);
        if (configuration.RangeTest is { } range)
            return Math.Min(range.MaxSteps * configuration.Batch, train);
        return (configuration.Epochs * (train + (validation * ForwardShare))) + (testImages * ForwardShare);
    }

    // In multiply-adds per image: the products, the optimizer's step over all weights, the activations, and the image itself.
    private static double RoughCost(TrialConfiguration configuration)
    {
        var parameters = ParameterCount.Compute(configuration);
        return (3.0 * parameters) + (10.0 * parameters / configuration.Batch)
            + (30.0 * configuration.Hidden.Sum(layer => (double)layer.Width)) + 1_000;
    }

    private static IEnumerable<IReadOnlyList<CostClass>> Parts(List<CostClass> classes)
    {
        if (classes.Count <= MaxMeasured)
            return classes.Select(one => new[] { one });
        var total = classes.Sum(one => one.Total);
        var before = 0.0;
        return classes.GroupBy(one =>
        {
            var part = (int)Math.Min(MaxMeasured - 1, MaxMeasured * (before + (one.Total / 2)) / total);
            before += one.Total;
            return part;
        }).Select(part => part.ToArray()).ToArray();
    }

    // The class in the middle of the part's cost.
    private static SampledCost Represent(IReadOnlyList<CostClass> part)
    {
        var half = part.Sum(one => one.Total) / 2;
        var middle = part[^1];
        foreach (var one in part)
        {
            if (half <= one.Total)
            {
                middle = one;
                break;
            }

            half -= one.Total;
        }

        return new(
            middle.Configuration,
            part.Sum(one => one.Total) / middle.Rough,
            part.Max(one => one.LongestImages * one.Rough) / middle.Rough);
    }

    private sealed record CostClass(TrialConfiguration Configuration, double Rough, double Images, double LongestImages)
    {
        public double Total => Rough * Images;
    }
}
