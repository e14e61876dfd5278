using SweepCluster.Bench.Measuring;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Data;

namespace SweepCluster.Bench.Training;

/// <summary>Two trials on two threads against one alone: do they get in each other's way?</summary>
internal static class PairBench
{
    private const double BlockSeconds = 0.15;

    public static PairRow Measure(BenchNetwork network, Dataset dataset, int rounds)
    {
        using var first = new StepRun(CpuEngine.Best, dataset, network.Configuration());
        using var second = new StepRun(CpuEngine.Best, dataset, network.Configuration());
        var steps = first.StepsIn(BlockSeconds);
        second.Steps(steps);
        var contenders = new Interleaved();
        contenders.Add("alone", () => steps / first.Steps(steps));
        contenders.Add("pair", () => Together(first, second, steps));
        var found = contenders.Run(rounds);
        var row = new PairRow(network.Name, found["alone"], found["pair"], found["pair"].Median / found["alone"].Median);
        Console.WriteLine($"two threads, {network.Name}: each {row.PerCore:0.00} of one alone per processor second");
        return row;
    }

    // Steps per processor second of a thread. Both begin together, and each runs its steps to the end.
    private static double Together(StepRun first, StepRun second, int steps)
    {
        var seconds = new double[2];
        using var begin = new Barrier(2);
        var other = new Thread(() =>
        {
            begin.SignalAndWait();
            seconds[1] = second.Steps(steps);
        });
        other.Start();
        begin.SignalAndWait();
        seconds[0] = first.Steps(steps);
        other.Join();
        return 2 * steps / seconds.Sum();
    }
}

/// <param name="Alone">Steps per processor second of one thread.</param>
/// <param name="Pair">The same of each of two threads at once.</param>
internal sealed record PairRow(string Network, Measured Alone, Measured Pair, double PerCore);
