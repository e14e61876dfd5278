using System.Runtime.CompilerServices;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;
using SweepCluster.Training.Cpu.Activations;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Cpu.Matrices;
using SweepCluster.Training.Cpu.Memory;
using SweepCluster.Training.Cpu.Optimizers;
using SweepCluster.Training.Data;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>The network of dense layers on registers of one width. Forward pass, backward pass and optimizer step are flat loops over
/// layers; a batch larger than a chunk is accumulated chunk by chunk.</summary>
internal sealed unsafe class DenseNetwork<T> : Network
    where T : struct, ILanes<T>
{
    private readonly Layer<T>[] _layers;
    private readonly FloatArena _arena;
    private readonly int _imageStride;
    private float* _images;
    private float* _tile;
    private float* _zeros;
    private float* _sums;

    private OptimizerPass<T> _optimizer = null!;
    private Philox[] _dropout = [];
    private double _dropoutRate;
    private float _l2;
    private float _clip;
    private double? _clipNorm;
    private int _batch;

    public DenseNetwork(NetworkPlan plan)
        : base(plan)
    {
        var layouts = plan.Layouts().ToArray();
        _layers = [.. layouts.Select((layout, index) => new Layer<T>(
            layout, ActivationPass<T>.Create(index < plan.Hidden.Count ? plan.Hidden[index].Activation : Activation.Linear), index == 0,
            index < plan.Hidden.Count))];
        _imageStride = PanelLayout.Pad(plan.Inputs);
        _arena = FloatArena.Create(Assign);
    }

    public override void Configure(TrialConfiguration configuration, ulong seed, int seedIndex)
    {
        var optimizer = configuration.Optimizer;
        _optimizer = OptimizerPass<T>.Create(optimizer);
        _dropoutRate = configuration.Dropout;
        _dropout = [.. _layers.Select((_, layer) => new Philox(seed, seedIndex, RandomPurpose.Dropout, (uint)layer))];
        _l2 = (float)configuration.L2;
        _clip = (float?)configuration.ClipValue ?? float.PositiveInfinity;
        _clipNorm = configuration.ClipNorm;
        _batch = configuration.Batch;
        for (var index = 0; index < _layers.Length; index++)
        {
            var layer = _layers[index];
            foreach (var parameters in (ReadOnlySpan<Parameters>)[layer.Weights, layer.Biases])
            {
                new Span<float>(parameters.Values, checked((int)parameters.Length)).Clear();
                if (parameters.State0 != null)
                    new Span<float>(parameters.State0, (int)parameters.Length).Fill((float)optimizer.InitialAccumulator);
                if (parameters.State1 != null)
                    new Span<float>(parameters.State1, (int)parameters.Length).Clear();
            }

            WeightInitializer.FillKernel(
                configuration.KernelInitializer, layer.Layout, new(seed, seedIndex, RandomPurpose.Kernel, (uint)index),
                layer.Weights.Values);
            WeightInitializer.FillBias(
                configuration.BiasInitializer, layer.Layout, new(seed, seedIndex, RandomPurpose.Bias, (uint)index), layer.Biases.Values);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override Score Train(Minibatch batch, long step, double rate)
    {
        _optimizer.BeginStep(step, rate);
        var score = default(Score);
        var sample = (ulong)(step - 1) * (ulong)_batch;
        for (var (row, chunks) = (0, (batch.Rows + Plan.ChunkRows - 1) / Plan.ChunkRows); row < batch.Rows; chunks--)
        {
            var rows = (batch.Rows - row + chunks - 1) / chunks;
            var images = batch.Pixels + ((nint)row * batch.Stride);
            Forward(images, rows, training: true, sample + (ulong)row);
            var output = _layers[^1];
            SoftmaxCrossEntropy<T>.Apply(
                output.Output, output.Stride, rows, Plan.Classes, batch.Labels + row, 1f / batch.Rows, _sums, ref score);
            Backward(images, rows, first: row == 0, last: chunks == 1);
            row += rows;
        }

        if (_clipNorm is { } limit)
            StepWithinNorm(limit);
        return score;
    }

    public override Score Evaluate(ImageSet images, int first, int count, float factor)
    {
        var score = default(Score);
        var output = _layers[^1];
        for (var row = 0; row < count; row += Plan.ChunkRows)
        {
            var rows = Math.Min(Plan.ChunkRows, count - row);
            ImageGather<T>.Rows(images, null, first + row, rows, factor, _images, _imageStride);
            Forward(_images, rows, training: false, 0);
            SoftmaxCrossEntropy<T>.Apply(
                output.Output, output.Stride, rows, Plan.Classes, images.Labels + first + row, 0, _sums, ref score);
        }

        return score;
    }

    public override void Predict(ImageSet images, int first, int count, float factor, Span<float> probabilities)
    {
        var unused = default(Score);
        var output = _layers[^1];
        for (var row = 0; row < count; row += Plan.ChunkRows)
        {
            var rows = Math.Min(Plan.ChunkRows, count - row);
            ImageGather<T>.Rows(images, null, first + row, rows, factor, _images, _imageStride);
            Forward(_images, rows, training: false, 0);
            SoftmaxCrossEntropy<T>.Apply(output.Output, output.Stride, rows, Plan.Classes, null, 1, _sums, ref unused);
            for (var i = 0; i < rows; i++)
                new Span<float>(output.Output + ((nint)i * output.Stride), Plan.Classes)
                    .CopyTo(probabilities[((row + i) * Plan.Classes)..]);
        }
    }

    public override double Penalty()
    {
        if (_l2 == 0)
            return 0;
        var sum = 0.0;
        foreach (var layer in _layers)
            sum += LaneSums<T>.OfSquares(layer.Weights.Values, layer.Weights.Length);
        return _l2 * sum;
    }

    public override bool WeightsAreFinite() => Array.TrueForAll(_layers, static layer =>
        LaneSums<T>.AreFinite(layer.Weights.Values, layer.Weights.Length)
        && LaneSums<T>.AreFinite(layer.Biases.Values, layer.Biases.Length));

    public override void Read(int layer, ParameterPart part, Span<float> destination)
    {
        var layout = _layers[layer].Layout;
        var source = Part(layer, part);
        if (IsBias(part))
        {
            new Span<float>(source, layout.Columns).CopyTo(destination);
            return;
        }

        for (var row = 0; row < layout.Rows; row++)
        {
            for (var column = 0; column < layout.Columns; column += PanelLayout.PanelWidth)
            {
                var width = Math.Min(PanelLayout.PanelWidth, layout.Columns - column);
                new Span<float>(source + layout.Offset(row, column), width).CopyTo(destination[((row * layout.Columns) + column)..]);
            }
        }
    }

    public override void Write(int layer, ParameterPart part, ReadOnlySpan<float> source)
    {
        var layout = _layers[layer].Layout;
        var destination = Part(layer, part);
        if (IsBias(part))
        {
            source[..layout.Columns].CopyTo(new(destination, layout.Columns));
            return;
        }

        for (var row = 0; row < layout.Rows; row++)
        {
            for (var column = 0; column < layout.Columns; column += PanelLayout.PanelWidth)
            {
                var width = Math.Min(PanelLayout.PanelWidth, layout.Columns - column);
                source.Slice((row * layout.Columns) + column, width).CopyTo(new(destination + layout.Offset(row, column), width));
            }
        }
    }

    public override void Dispose() => _arena.Dispose();

    private void Assign(FloatArena arena)
    {
        foreach (var layer in _layers)
            layer.Assign(arena, Plan);
        _images = arena.Take((long)Plan.ChunkRows * _imageStride);
        _tile = arena.Take(WeightStep<T>.TileLength);
        _zeros = arena.Take(PanelLayout.PanelWidth);
        _sums = arena.Take(2L * PanelLayout.Pad(Plan.ChunkRows));
    }

    private static bool IsBias(ParameterPart part) => part is ParameterPart.Bias or ParameterPart.BiasState0 or ParameterPart.BiasState1;

    private float* Part(int layer, ParameterPart part)
    {
        var parameters = IsBias(part) ? _layers[layer].Biases : _layers[layer].Weights;
        return part switch
        {
            ParameterPart.Kernel or ParameterPart.Bias => parameters.Values,
            ParameterPart.KernelState0 or ParameterPart.BiasState0 => parameters.State0,
            ParameterPart.KernelState1 or ParameterPart.BiasState1 => parameters.State1,
            _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Unknown part."),
        };
    }

    private void Forward(float* images, int rows, bool training, ulong sample)
    {
        var input = images;
        var stride = _imageStride;
        for (var index = 0; index < _layers.Length; index++)
        {
            var layer = _layers[index];
            var product = layer.Kept != null ? layer.Kept : layer.Output;
            PanelProduct<T>.Multiply(
                input, stride, rows, layer.Weights.Values, layer.Layout, product, layer.Stride, layer.Biases.Values, _zeros,
                layer.Activation.Floor);
            var count = (nint)rows * layer.Stride;
            if (layer.Activation.IsSeparate)
                layer.Activation.Forward(product, layer.Output, count);
            input = layer.Output;
            stride = layer.Stride;
            if (training && layer.Mask != null)
            {
                DropoutMask.Fill(layer.Mask, rows, layer.Stride, _dropout[index], sample, _dropoutRate);
                LaneProduct(layer.Output, layer.Mask, layer.Dropped, count);
                input = layer.Dropped;
            }
        }
    }

    private void Backward(float* images, int rows, bool first, bool last)
    {
        var optimizer = last && _clipNorm is null ? _optimizer : null;
        for (var index = _layers.Length - 1; index >= 0; index--)
        {
            var layer = _layers[index];
            var previous = index == 0 ? null : _layers[index - 1];
            LaneSums<T>.AddColumns(layer.Gradient, layer.Stride, rows, layer.Stride, layer.Biases.Gradient, first);
            if (previous is not null)
            {
                if (first)
                    PanelTranspose.Transpose(layer.Weights.Values, layer.Layout, layer.Transposed);
                PanelProduct<T>.Multiply(
                    layer.Gradient, layer.Stride, rows, layer.Transposed, new(layer.Layout.Columns, layer.Layout.Rows),
                    previous.Gradient, previous.Stride, null, _zeros, float.NegativeInfinity);
                var count = (nint)rows * previous.Stride;
                if (previous.Mask != null)
                    LaneProduct(previous.Gradient, previous.Mask, previous.Gradient, count);
                previous.Activation.Backward(previous.Gradient, previous.Kept, previous.Output, count);
            }

            var inputs = previous is null ? images : previous.Dropped != null ? previous.Dropped : previous.Output;
            WeightStep<T>.Apply(
                inputs, previous?.Stride ?? _imageStride, rows, layer.Gradient, layer.Layout, layer.Weights, first, optimizer, 2 * _l2,
                _clip, _tile, _zeros);
            var biases = layer.Biases;
            optimizer?.Apply(biases.Gradient, biases.Values, biases.State0, biases.State1, (nint)biases.Length, 1, 0, _clip);
        }
    }

    // Clips all gradients, including the penalty's, element by element, then scales them together to a global norm of at most the limit
    // (Pascanu et al. 2013), then steps.
    private void StepWithinNorm(double limit)
    {
        var squares = 0.0;
        foreach (var layer in _layers)
        {
            Complete(layer.Weights, 2 * _l2);
            Complete(layer.Biases, 0);
            squares += LaneSums<T>.OfSquares(layer.Weights.Gradient, layer.Weights.Length)
                + LaneSums<T>.OfSquares(layer.Biases.Gradient, layer.Biases.Length);
        }

        var norm = Math.Sqrt(squares);
        var scale = norm > limit ? (float)(limit / norm) : 1;
        foreach (var layer in _layers)
        {
            foreach (var part in (ReadOnlySpan<Parameters>)[layer.Weights, layer.Biases])
                _optimizer.Apply(part.Gradient, part.Values, part.State0, part.State1, (nint)part.Length, scale, 0, float.PositiveInfinity);
        }
    }

    // gradient = clip(gradient + twiceL2 * value).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Complete(Parameters parameters, float twiceL2)
    {
        var (decay, high, low) = (T.Create(twiceL2), T.Create(_clip), T.Create(-_clip));
        for (nint i = 0; i < parameters.Length; i += T.Count)
        {
            var total = T.FusedMultiplyAdd(decay, T.Load(parameters.Values + i), T.Load(parameters.Gradient + i));
            T.SelectLess(total, low, low, T.SelectLess(high, total, high, total)).Store(parameters.Gradient + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LaneProduct(float* left, float* right, float* target, nint count)
    {
        for (nint i = 0; i < count; i += T.Count)
            (T.Load(left + i) * T.Load(right + i)).Store(target + i);
    }
}
