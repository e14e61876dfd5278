using SweepCluster.Bench.Measuring;
using SweepCluster.Model.Configurations;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Data;

namespace SweepCluster.Bench.Training;

/// <summary>Every activation with adam, and every optimizer with relu, as a ratio to relu with adam.</summary>
internal static class KindsBench
{
    private const double BlockSeconds = 0.04;
    private const string Yardstick = "relu, adam";

    public static IReadOnlyList<KindRow> Measure(BenchNetwork network, Dataset dataset, int rounds)
    {
        var runs = Configurations(network)
            .ToDictionary(entry => entry.Name, entry => new StepRun(CpuEngine.Best, dataset, entry.Configuration));
        try
        {
            var contenders = new Interleaved();
            foreach (var (name, run) in runs)
            {
                var steps = run.StepsIn(BlockSeconds);
                contenders.Add(name, () => run.Steps(steps) / steps);
            }

            var found = contenders.Run(rounds);
            var rows = found.Where(entry => entry.Key != Yardstick)
                .Select(entry => new KindRow(network.Name, entry.Key, entry.Value.Median / found[Yardstick].Median, entry.Value.Spread))
                .ToArray();
            Console.WriteLine(
                $"time by {Yardstick} for {network.Name}: {string.Join(", ", rows.Select(row => $"{row.Kind} {row.Ratio:0.00}"))}");
            return rows;
        }
        finally
        {
            foreach (var run in runs.Values)
                run.Dispose();
        }
    }

    private static IEnumerable<(string Name, TrialConfiguration Configuration)> Configurations(BenchNetwork network)
    {
        foreach (var name in ConfigurationNames.Activations.Names)
            yield return ($"{name}, adam", network.Configuration(ConfigurationNames.Activations.Value(name)));
        foreach (var name in ConfigurationNames.Optimizers.Names)
        {
            var optimizer = OptimizerDefaults.Create(ConfigurationNames.Optimizers.Value(name), OptimizerConvention.PyTorch);
            if (optimizer.Kind != OptimizerKind.Adam)
                yield return ($"relu, {name}", network.Configuration(optimizer: optimizer));
            if (optimizer.Kind is OptimizerKind.Sgd or OptimizerKind.RmsProp)
                yield return ($"relu, {name} with momentum", network.Configuration(optimizer: optimizer with { Momentum = 0.9 }));
        }
    }
}

/// <param name="Ratio">Its time by that of relu with adam.</param>
internal sealed record KindRow(string Network, string Kind, double Ratio, double Spread);
