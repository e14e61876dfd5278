using System.Runtime.Intrinsics;
using SweepCluster.Model.Configurations;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Cpu.Optimizers;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>The trainer's operations for one register width.</summary>
internal abstract unsafe class CpuEngine
{
    /// <summary>The engine with the widest registers of this machine.</summary>
    public static CpuEngine Best { get; } =
        Vector512.IsHardwareAccelerated
            ? new CpuEngine<Lanes512>()
            : Vector256.IsHardwareAccelerated ? new CpuEngine<Lanes256>() : new CpuEngine<Lanes128>();

    /// <summary>Number of bits of a register.</summary>
    public abstract int Bits { get; }

    public abstract Network CreateNetwork(NetworkPlan plan);

    /// <summary>The plan of a configuration on these images.</summary>
    public abstract NetworkPlan Plan(TrialConfiguration configuration, ImageSet images);

    /// <summary>Fills the minibatch with the images at <paramref name="order"/>.</summary>
    /// <param name="factor">The factor of each pixel.</param>
    public abstract void Gather(ImageSet images, ReadOnlySpan<int> order, float factor, Minibatch batch);
}

internal sealed unsafe class CpuEngine<T> : CpuEngine
    where T : struct, ILanes<T>
{
    public override int Bits => T.Count * 32;

    public override Network CreateNetwork(NetworkPlan plan) => new DenseNetwork<T>(plan);

    public override NetworkPlan Plan(TrialConfiguration configuration, ImageSet images) =>
        NetworkPlan.Create(configuration, images.Pixels, images.Classes, OptimizerPass<T>.StatesOf(configuration.Optimizer));

    public override void Gather(ImageSet images, ReadOnlySpan<int> order, float factor, Minibatch batch)
    {
        fixed (int* first = order)
            ImageGather<T>.Rows(images, first, 0, order.Length, factor, batch.Pixels, batch.Stride);
        for (var row = 0; row < order.Length; row++)
            batch.Labels[row] = images.Labels[order[row]];
        batch.Rows = order.Length;
    }
}
