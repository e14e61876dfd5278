using System.Runtime.Intrinsics;
using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Bench.Training;

/// <summary>A network's forward pass reduced to its products, on data that is ready: what its floating-point operations take.</summary>
internal sealed class ForwardRun : IDisposable
{
    private readonly int _rows;
    private readonly IDisposable[] _runs;
    private readonly Func<int, double>[] _layers;

    /// <param name="rows">Images at a time.</param>
    public ForwardRun(BenchNetwork network, int rows)
    {
        _rows = rows;
        var widths = network.Widths;
        var layers = widths.Zip(widths.Skip(1)).ToArray();
        if (Vector512.IsHardwareAccelerated)
        {
            var runs = layers.Select(layer => new ProductRun<Lanes512>(rows, layer.First, layer.Second)).ToArray();
            (_runs, _layers) = (runs, [.. runs.Select(run => (Func<int, double>)run.Seconds)]);
        }
        else
        {
            var runs = layers.Select(layer => new ProductRun<Lanes256>(rows, layer.First, layer.Second)).ToArray();
            (_runs, _layers) = (runs, [.. runs.Select(run => (Func<int, double>)run.Seconds)]);
        }
    }

    /// <summary>Processor seconds for so many images.</summary>
    public double Seconds(int images)
    {
        var calls = images / _rows;
        return _layers.Sum(layer => layer(calls)) * images / _rows;
    }

    public void Dispose()
    {
        foreach (var run in _runs)
            run.Dispose();
    }
}
