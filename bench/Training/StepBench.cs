using System.CommandLine;
using System.Runtime.Intrinsics;
using SweepCluster.Bench.Measuring;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Data;

namespace SweepCluster.Bench.Training;

/// <summary>Training steps a second on one thread, from the gather to the optimizer, and what belongs to them.</summary>
internal static class StepBench
{
    private const double BlockSeconds = 0.1;
    private const string WithoutAutograd = "no autograd";

    public static Command Create()
    {
        var options = new BenchOptions();
        var command = new Command(
            "step", "Training steps of five networks: steps a second, evaluation, activations and optimizers, two threads.");
        options.AddTo(command);
        var network = new Option<string?>("--network") { Description = "Only the networks whose name begins so, such as 784-50-50-10." };
        command.Options.Add(network);
        command.SetAction(parsed => Run(
            options.Read(parsed),
            [.. BenchNetwork.All.Where(known => known.Name.StartsWith(parsed.GetValue(network) ?? "", StringComparison.Ordinal))]));
        return command;
    }

    private static void Run(BenchSettings settings, BenchNetwork[] networks)
    {
        var machine = Machine.Here();
        Console.WriteLine(machine);
        using var dataset = BenchImages.Create();
        using var peer = settings.StartPyTorch();
        using var narrow = settings.StartPyTorch(isNarrow: true);
        if (peer is not null)
            Console.WriteLine(peer.Description);
        Console.WriteLine($"{"network",-26} {"steps/s",11} {"GF/s",5} {"peak",5} {"256 bits",11} {"evaluate",9} {"PyTorch",11} {"ratio",6} "
            + $"{"AVX2",11} {"ratio",6} {"no autograd",12}");
        var rows = networks.Select(network => Measure(network, dataset, (peer, narrow), settings.Rounds)).ToArray();
        if (peer is not null)
            Console.WriteLine($"geometric mean of the ratios: {GeometricMean(rows.Select(row => row.Ratio)):0.00}; "
                + $"256 bits against PyTorch on AVX2: {GeometricMean(rows.Select(row => row.Ratio256)):0.00}");
        var kinds = networks.Take(2).SelectMany(network => KindsBench.Measure(network, dataset, settings.Rounds)).ToArray();
        var pairs = networks.Select(network => PairBench.Measure(network, dataset, settings.Rounds)).ToArray();
        Results.Write(settings.Json, machine, new
        {
            benchmark = "step",
            unit = "steps per processor second of one thread",
            peer = peer?.Description,
            geometric_mean = GeometricMean(rows.Select(row => row.Ratio)),
            geometric_mean_256 = GeometricMean(rows.Select(row => row.Ratio256)),
            rows,
            kinds,
            pairs,
        });
    }

    private static StepRow Measure(BenchNetwork network, Dataset dataset, (PyTorchPeer? Full, PyTorchPeer? Narrow) peers, int rounds)
    {
        var configuration = network.Configuration();
        var contenders = new Interleaved();
        using var wide = new StepRun(CpuEngine.Best, dataset, configuration);
        using var middle = new StepRun(new CpuEngine<Lanes256>(), dataset, configuration);
        using var forward = new ForwardRun(network, wide.ChunkRows);
        var (wideSteps, middleSteps) = (wide.StepsIn(BlockSeconds), middle.StepsIn(BlockSeconds));
        contenders.Add("best", () => wideSteps / wide.Steps(wideSteps));
        contenders.Add("256", () => middleSteps / middle.Steps(middleSteps));
        contenders.Add("peak", Vector512.IsHardwareAccelerated ? FmaPeak<Lanes512>.Block : FmaPeak<Lanes256>.Block);
        contenders.Add("evaluate", () => wide.Evaluate() / forward.Seconds(dataset.Test.Count));
        var names = peers.Full?.Variants ?? [];
        foreach (var variant in names)
        {
            contenders.Add(variant, () => wideSteps / 4 / peers.Full!.Steps(network, variant, wideSteps / 4));
            contenders.Add(Narrow(variant), () => wideSteps / 4 / peers.Narrow!.Steps(network, variant, wideSteps / 4));
        }

        var found = contenders.Run(rounds);
        var variants = names.ToDictionary(variant => variant, variant => found[variant]);
        var narrow = names.ToDictionary(variant => variant, variant => found[Narrow(variant)]);
        var useful = network.StepFlops * found["best"].Median / 1e9;
        var row = new StepRow(
            network.Name, found["best"], useful, found["peak"].Median, useful / found["peak"].Median, found["256"], found["evaluate"],
            Best(variants), Best(narrow), found["best"].Median / Best(variants)?.Median, found["256"].Median / Best(narrow)?.Median,
            variants, narrow);
        Console.WriteLine(
            $"{row.Network,-26} {row.Best.Show("0"),11} {row.Gigaflops,5:0} {row.ShareOfPeak,5:0%} {row.Lanes256.Show("0"),11} "
            + $"{row.EvaluateByForward.Show("0.00"),9} "
            + $"{row.PyTorch?.Show("0"),11} {row.Ratio,6:0.00} {row.PyTorchAvx2?.Show("0"),11} {row.Ratio256,6:0.00} "
            + $"{variants.GetValueOrDefault(WithoutAutograd)?.Show("0"),12}");
        return row;
    }

    private static string Narrow(string variant) => variant + ", AVX2";

    private static Measured? Best(Dictionary<string, Measured> variants) =>
        variants.Where(variant => variant.Key != WithoutAutograd).Select(variant => variant.Value).MaxBy(variant => variant.Median);

    private static double? GeometricMean(IEnumerable<double?> ratios)
    {
        var known = ratios.OfType<double>().ToArray();
        return known.Length == 0 ? null : Math.Exp(known.Average(Math.Log));
    }

    /// <param name="Gigaflops">Useful ones: padding doesn't count.</param>
    /// <param name="EvaluateByForward">Evaluation of 10,000 images over the time of its bare products.</param>
    /// <param name="PyTorch">The fastest variant with autograd.</param>
    /// <param name="PyTorchAvx2">The same held to AVX2, which is what 256 bits are compared with.</param>
    private sealed record StepRow(
        string Network, Measured Best, double Gigaflops, double PeakGigaflops, double ShareOfPeak, Measured Lanes256,
        Measured EvaluateByForward,
        Measured? PyTorch, Measured? PyTorchAvx2, double? Ratio, double? Ratio256,
        IReadOnlyDictionary<string, Measured> Variants, IReadOnlyDictionary<string, Measured> VariantsAvx2);
}
