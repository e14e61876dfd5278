using System.CommandLine;
using System.Runtime.Intrinsics;
using SweepCluster.Bench.Measuring;
using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Bench.Training;

/// <summary>Matrix products on one thread: ours with the weights in panels, as they lie in training, against the peer's.</summary>
internal static class GemmBench
{
    private static readonly int[][] Shapes = [[100, 784, 300], [100, 300, 300], [32, 784, 300], [128, 784, 512], [1024, 1024, 1024]];

    public static Command Create()
    {
        var options = new BenchOptions();
        var command = new Command("gemm", "Matrix products, GF/s on one thread.");
        options.AddTo(command);
        command.SetAction(parsed => Run(options.Read(parsed)));
        return command;
    }

    private static void Run(BenchSettings settings)
    {
        var machine = Machine.Here();
        Console.WriteLine(machine);
        using var peer = settings.StartPyTorch();
        var rows = Shapes.Select(shape => Measure(shape, peer, settings.Rounds)).ToArray();
        Console.WriteLine($"{"shape",-20} {"512 bits",14} {"256 bits",14} {"PyTorch",14}   peak {rows[0].Peak512?.Show("0")} / "
            + $"{rows[0].Peak256?.Show("0")} GF/s");
        foreach (var row in rows)
            Console.WriteLine($"{row.Shape,-20} {row.Lanes512?.Show("0"),14} {row.Lanes256?.Show("0"),14} {row.PyTorch?.Show("0"),14}");
        Results.Write(settings.Json, machine, new { benchmark = "gemm", unit = "GF/s, one thread", peer = peer?.Description, rows });
    }

    private static GemmRow Measure(int[] shape, PyTorchPeer? peer, int rounds)
    {
        var flops = 2.0 * shape[0] * shape[1] * shape[2];
        using var wide = new ProductRun<Lanes512>(shape[0], shape[1], shape[2]);
        using var middle = new ProductRun<Lanes256>(shape[0], shape[1], shape[2]);
        var contenders = new Interleaved();
        if (Vector512.IsHardwareAccelerated)
        {
            contenders.Add("512", () => wide.Rate(flops));
            contenders.Add("peak 512", FmaPeak<Lanes512>.Block);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            contenders.Add("256", () => middle.Rate(flops));
            contenders.Add("peak 256", FmaPeak<Lanes256>.Block);
        }

        if (peer is not null)
            contenders.Add("peer", () => peer.Gemm(shape, transposed: false));
        var found = contenders.Run(rounds);
        return new(
            string.Join(" x ", shape), found.GetValueOrDefault("512"), found.GetValueOrDefault("256"), found.GetValueOrDefault("peer"),
            found.GetValueOrDefault("peak 512"), found.GetValueOrDefault("peak 256"));
    }

    private sealed record GemmRow(
        string Shape, Measured? Lanes512, Measured? Lanes256, Measured? PyTorch, Measured? Peak512, Measured? Peak256);
}
