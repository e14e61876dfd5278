using SweepCluster.Bench.Measuring;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Cpu.Matrices;
using SweepCluster.Training.Cpu.Memory;

namespace SweepCluster.Bench.Training;

/// <summary>One product over and over: [rows x depth] times weights in panels, as a layer's forward pass.</summary>
internal sealed unsafe class ProductRun<T> : IDisposable
    where T : struct, ILanes<T>
{
    private readonly PanelLayout _layout;
    private readonly int _rows;
    private readonly FloatArena _arena;
    private float* _left;
    private float* _right;
    private float* _result;
    private float* _zeros;

    public ProductRun(int rows, int depth, int columns)
    {
        (_layout, _rows) = (new(depth, columns), rows);
        _arena = FloatArena.Create(Assign);
        var random = new Random(3);
        for (var i = 0; i < rows * PanelLayout.Pad(depth); i++)
            _left[i] = random.NextSingle() - 0.5f;
        for (var i = 0; i < _layout.Length; i++)
            _right[i] = random.NextSingle() - 0.5f;
    }

    /// <summary>Processor seconds of one product, over so many.</summary>
    public double Seconds(int calls)
    {
        var start = ThreadClock.Now();
        for (var call = 0; call < calls; call++)
        {
            PanelProduct<T>.Multiply(
                _left, PanelLayout.Pad(_layout.Rows), _rows, _right, _layout, _result, _layout.PaddedColumns, null, _zeros,
                float.NegativeInfinity);
        }

        return (ThreadClock.Now() - start) / calls;
    }

    /// <summary>GF/s of one block; padding doesn't count.</summary>
    public double Rate(double flops) => flops / Seconds(Math.Max(1, (int)(1e9 / flops))) / 1e9;

    public void Dispose() => _arena.Dispose();

    private void Assign(FloatArena arena)
    {
        _left = arena.Take((long)_rows * PanelLayout.Pad(_layout.Rows));
        _right = arena.Take(_layout.Length);
        _result = arena.Take((long)_rows * _layout.PaddedColumns);
        _zeros = arena.Take(PanelLayout.PanelWidth);
    }
}
