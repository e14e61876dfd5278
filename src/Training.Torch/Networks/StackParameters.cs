using SweepCluster.Training.Torch.Devices;
using SweepCluster.Training.Trials;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Networks;

/// <summary>The weights, gradients and optimizer states of K trials of one shape, [K x numbers] each, with a view per layer. They belong to
/// the dispose scope that is current, and can be disposed before.</summary>
internal sealed class StackParameters : IDisposable
{
    private readonly TorchDevice _device;
    private readonly Tensor[] _rows;
    private Tensor[] _views = [];

    /// <param name="rows">Per trial its weights and states, each as long as the layout.</param>
    public StackParameters(TorchDevice device, StackLayout layout, IReadOnlyList<float[][]> rows)
    {
        (_device, Layout, Lanes) = (device, layout, rows.Count);
        _rows = [.. Enumerable.Range(0, rows[0].Length).Select(row => Upload([.. rows.Select(lane => lane[row])]))];
        Look();
    }

    public StackLayout Layout { get; }

    /// <summary>Number of trials, K.</summary>
    public int Lanes { get; private set; }

    public Tensor Weights => _rows[0];

    public IEnumerable<Tensor> States => _rows.Skip(1);

    public Tensor State0 => _rows[1];

    public Tensor State1 => _rows[2];

    /// <summary>The gradients of the last backward pass; as long as the weights.</summary>
    public Tensor Gradient { get; private set; } = null!;

    /// <summary>The kernels alone.</summary>
    public Tensor Kernels { get; private set; } = null!;

    public Tensor KernelGradient { get; private set; } = null!;

    public IReadOnlyList<StackLayer> Layers { get; private set; } = [];

    /// <summary>Keeps these trials, in this order, and drops the others.</summary>
    public void Keep(IReadOnlyList<int> lanes)
    {
        using (NewDisposeScope())
        {
            var kept = HostTensors.Create<long>([.. lanes.Select(lane => (long)lane)], ScalarType.Int64, lanes.Count).to(_device.Device);
            for (var row = 0; row < _rows.Length; row++)
            {
                var whole = _rows[row];
                _rows[row] = whole.index_select(0, kept).MoveToOuterDisposeScope();
                whole.Dispose();
            }
        }

        Lanes = lanes.Count;
        Look();
    }

    /// <summary>Copies one layer's numbers of one trial out.</summary>
    public void Read(int lane, int layer, ParameterPart part, Span<float> destination)
    {
        using var scope = NewDisposeScope();
        HostTensors.Read(Of(lane, layer, part), destination);
    }

    /// <summary>Copies one layer's numbers of one trial in.</summary>
    public void Write(int lane, int layer, ParameterPart part, ReadOnlySpan<float> source)
    {
        using var scope = NewDisposeScope();
        Of(lane, layer, part).copy_(HostTensors.Create(source, ScalarType.Float32, source.Length));
    }

    public void Dispose()
    {
        foreach (var tensor in _rows.Concat(_views))
            tensor.Dispose();
    }

    private Tensor Of(int lane, int layer, ParameterPart part)
    {
        var (start, length) = Layout.Range(layer, part);
        return _rows[StackLayout.Row(part)].select(0, lane).narrow(0, start, length);
    }

    private Tensor Upload(float[][] numbers)
    {
        using var scope = NewDisposeScope();
        var tensor = empty(Lanes, Layout.Length, ScalarType.Float32, _device.Device);
        for (var lane = 0; lane < Lanes; lane++)
        {
            using var row = HostTensors.Create(numbers[lane].AsSpan(), ScalarType.Float32, Layout.Length);
            tensor.select(0, lane).copy_(row);
        }

        return tensor.MoveToOuterDisposeScope();
    }

    private void Look()
    {
        foreach (var view in _views)
            view.Dispose();
        using var scope = NewDisposeScope();
        Gradient = empty(Lanes, Layout.Length, ScalarType.Float32, _device.Device);
        Kernels = Weights.narrow(1, 0, Layout.KernelLength);
        KernelGradient = Gradient.narrow(1, 0, Layout.KernelLength);
        Layers = [.. Layout.Shapes.Select((shape, layer) =>
        {
            var kernel = View(Weights, layer, ParameterPart.Kernel, shape.Inputs, shape.Units);
            return new StackLayer(
                kernel,
                kernel.transpose(1, 2),
                View(Weights, layer, ParameterPart.Bias, 1, shape.Units),
                View(Gradient, layer, ParameterPart.Kernel, shape.Inputs, shape.Units),
                View(Gradient, layer, ParameterPart.Bias, 1, shape.Units));
        })];
        _views = [Gradient, Kernels, KernelGradient, .. Layers.SelectMany(layer => layer.Views)];
        foreach (var view in _views)
            view.MoveToOuterDisposeScope();
    }

    private Tensor View(Tensor whole, int layer, ParameterPart part, int rows, int columns)
    {
        var (start, length) = Layout.Range(layer, part);
        return whole.narrow(1, start, length).view(Lanes, rows, columns);
    }
}

/// <summary>A layer of K networks.</summary>
/// <param name="Kernel">[K x inputs x units].</param>
/// <param name="Transposed">[K x units x inputs], the same numbers.</param>
/// <param name="Bias">[K x 1 x units].</param>
internal sealed record StackLayer(Tensor Kernel, Tensor Transposed, Tensor Bias, Tensor KernelGradient, Tensor BiasGradient)
{
    public IEnumerable<Tensor> Views => [Kernel, Transposed, Bias, KernelGradient, BiasGradient];
}
