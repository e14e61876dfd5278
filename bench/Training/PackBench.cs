using System.CommandLine;
using SweepCluster.Bench.Measuring;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Cpu.Trials;
using SweepCluster.Training.Data;

namespace SweepCluster.Bench.Training;

/// <summary><c>pack</c>: trials that share prepared minibatches against the same trials one after the other.</summary>
internal static class PackBench
{
    private const double BlockSeconds = 0.1;

    // Where a network's memory lies makes differences of a tenth: each contender has several sets of networks, in turns.
    private const int Sets = 4;

    private static readonly BenchNetwork[] Networks =
        [.. BenchNetwork.All, new(32, 50, 50), new(100, 16), new(100, 512, 512), new(100, 1024, 1024)];

    public static Command Create()
    {
        var options = new BenchOptions();
        var command = new Command("pack", "Trials that share minibatches in slices against the same trials alone: steps a second.");
        options.AddTo(command);
        var trials = new Option<int[]>("--trials")
        {
            Description = "Trials of a pack.",
            DefaultValueFactory = _ => [2, PackSize.MaxTrials],
            AllowMultipleArgumentsPerToken = true,
        };
        command.Options.Add(trials);
        command.SetAction(parsed => Run(options.Read(parsed), parsed.GetValue(trials)!));
        return command;
    }

    private static void Run(BenchSettings settings, int[] sizes)
    {
        var machine = Machine.Here();
        Console.WriteLine(machine);
        using var dataset = BenchImages.Create();
        var rows = Networks.SelectMany(network => Measure(network, dataset, sizes, settings.Rounds)).ToArray();
        Results.Write(settings.Json, machine, new { benchmark = "pack", unit = "steps per processor second of one thread", rows });
    }

    private static IEnumerable<PackRow> Measure(BenchNetwork network, Dataset dataset, int[] sizes, int rounds)
    {
        var configuration = network.Configuration();
        var window = PackSize.Window(configuration, dataset.Train.Pixels);
        var contenders = new Interleaved();
        var sets = new List<PackRun>();
        try
        {
            Add("alone", trials: 1, window: 1);
            Add("window", trials: 1, window);
            foreach (var size in sizes)
                Add(Name(size), size, window);
            var found = contenders.Run(rounds);
            return [.. sizes.Select(size => Row(size, found))];
        }
        finally
        {
            foreach (var set in sets)
                set.Dispose();
        }

        void Add(string name, int trials, int window)
        {
            PackRun[] mine =
                [.. Enumerable.Range(0, Sets).Select(_ => new PackRun(CpuEngine.Best, dataset, configuration, trials, window))];
            sets.AddRange(mine);
            var turn = 0;
            contenders.Add(name, () => mine[turn++ % Sets].StepsPerSecond(BlockSeconds));
        }

        PackRow Row(int size, IReadOnlyDictionary<string, Measured> found)
        {
            var row = new PackRow(
                network.Name, size, window, found["alone"], found["window"], found[Name(size)],
                found[Name(size)].Median / found["alone"].Median);
            Console.WriteLine($"{row.Network}: alone {row.Alone.Show("0")}, alone over {window} prepared {row.AloneWithWindow.Show("0")}, "
                + $"{size} in slices of {window} {row.Pack.Show("0")}: {row.Gain:0.00}");
            return row;
        }
    }

    private static string Name(int trials) => $"pack of {trials}";
}

/// <param name="Window">Minibatches kept prepared, and the length of a slice.</param>
/// <param name="AloneWithWindow">One trial that goes over as many prepared minibatches: the gain without other trials.</param>
internal sealed record PackRow(
    string Network, int Trials, int Window, Measured Alone, Measured AloneWithWindow, Measured Pack, double Gain);
