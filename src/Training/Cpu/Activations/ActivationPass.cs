using System.Runtime.CompilerServices;
using SweepCluster.Model.Configurations;
using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Training.Cpu.Activations;

/// <summary>An activation over a layer's rows.</summary>
internal abstract unsafe class ActivationPass<T>
    where T : struct, ILanes<T>
{
    /// <summary>Gradients smaller than this become 0: subnormal numbers would slow every product with them many times over.</summary>
    public const float Tiny = 1e-30f;

    /// <summary>Whether <see cref="Backward"/> reads the inputs, which the layer then keeps.</summary>
    public abstract bool KeepsInput { get; }

    /// <summary>The value to which the matrix product itself raises smaller results: 0 for relu, which then needs no <see cref="Forward"/>;
    /// else negative infinity, for none.</summary>
    public virtual float Floor => float.NegativeInfinity;

    /// <summary>Whether <see cref="Forward"/> has to run after the product.</summary>
    public virtual bool IsSeparate => true;

    /// <summary>output = f(input), elementwise; the two may be the same.</summary>
    public abstract void Forward(float* input, float* output, nint count);

    /// <summary>gradient *= f'(input), elementwise.</summary>
    public abstract void Backward(float* gradient, float* input, float* output, nint count);

    public static ActivationPass<T> Create(Activation activation) => activation switch
    {
        Activation.Linear => new FusedPass<T, Linear<T>>(float.NegativeInfinity),
        Activation.Relu => new FusedPass<T, Relu<T>>(0),
        Activation.LeakyRelu => new SeparatePass<T, LeakyRelu<T>>(),
        Activation.Elu => new SeparatePass<T, Elu<T>>(),
        Activation.Selu => new SeparatePass<T, Selu<T>>(),
        Activation.Gelu => new SeparatePass<T, Gelu<T>>(),
        Activation.Softplus => new SeparatePass<T, Softplus<T>>(),
        Activation.Tanh => new SeparatePass<T, HyperbolicTangent<T>>(),
        Activation.Sigmoid => new SeparatePass<T, Sigmoid<T>>(),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation."),
    };
}

/// <summary>An activation that runs as a pass of its own over the product's results.</summary>
internal unsafe class SeparatePass<T, TActivation> : ActivationPass<T>
    where T : struct, ILanes<T>
    where TActivation : struct, IActivation<T>
{
    public override bool KeepsInput => TActivation.KeepsInput;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Forward(float* input, float* output, nint count)
    {
        for (nint i = 0; i < count; i += T.Count)
            TActivation.Apply(T.Load(input + i)).Store(output + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Backward(float* gradient, float* input, float* output, nint count)
    {
        for (nint i = 0; i < count; i += T.Count)
        {
            var kept = TActivation.KeepsInput ? T.Load(input + i) : T.Zero;
            var product = T.Load(gradient + i) * TActivation.Slope(kept, T.Load(output + i));
            T.SelectLess(T.Abs(product), T.Create(Tiny), T.Zero, product).Store(gradient + i);
        }
    }
}

/// <summary>An activation that the matrix product applies as it stores its results.</summary>
internal sealed class FusedPass<T, TActivation>(float floor) : SeparatePass<T, TActivation>
    where T : struct, ILanes<T>
    where TActivation : struct, IActivation<T>
{
    public override float Floor => floor;

    public override bool IsSeparate => false;
}
