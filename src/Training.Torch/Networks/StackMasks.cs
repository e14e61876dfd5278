using SweepCluster.Model.Numerics;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Torch.Devices;
using SweepCluster.Training.Trials;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Networks;

/// <summary>Draws dropout masks from the random numbers of the CPU trainer, on the host, and copies them.</summary>
internal static unsafe class StackMasks
{
    /// <summary>Per hidden layer the masks of one step, [trials x rows x units].</summary>
    /// <param name="steps">Number of steps of each trial before this one, over all epochs.</param>
    public static Tensor[] Draw(TorchDevice device, IReadOnlyList<TrialLease> leases, ReadOnlySpan<long> steps, int rows)
    {
        var hidden = leases[0].Configuration.Hidden;
        var masks = new Tensor[hidden.Count];
        for (var layer = 0; layer < masks.Length; layer++)
        {
            var stride = DropoutMask.Stride(hidden[layer].Width);
            var whole = empty(leases.Count, rows, stride, ScalarType.Float32, CPU);
            fixed (byte* bytes = whole.bytes)
            {
                for (var lane = 0; lane < leases.Count; lane++)
                {
                    var lease = leases[lane];
                    var random = new Philox(lease.Seed, lease.SeedIndex, RandomPurpose.Dropout, (uint)layer);
                    var sample = (ulong)steps[lane] * (ulong)lease.Configuration.Batch;
                    DropoutMask.Fill(
                        (float*)bytes + ((nint)lane * rows * stride), rows, stride, random, sample, lease.Configuration.Dropout);
                }
            }

            masks[layer] = whole.narrow(2, 0, hidden[layer].Width).to(device.Device);
        }

        return masks;
    }
}
