using System.Runtime.CompilerServices;
using SweepCluster.Bench.Measuring;
using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Bench.Training;

/// <summary>What a core's multiply-add units give at most: chains of fused multiply-adds in registers, without memory.</summary>
internal static unsafe class FmaPeak<T>
    where T : struct, ILanes<T>
{
    private const int Chains = 12;
    private const int Turns = 2_000_000;

    /// <summary>GF/s of one block of a few milliseconds.</summary>
    public static double Block()
    {
        var sink = stackalloc float[16];
        var start = ThreadClock.Now();
        Run(sink);
        var seconds = ThreadClock.Now() - start;
        if (!float.IsFinite(*sink))
            throw new InvalidOperationException("The chains of the peak loop left the finite numbers.");
        return 2e-9 * Chains * T.Count * Turns / seconds;
    }

    // Nothing overflows, nothing becomes subnormal. The chain is the addend, so that no register is copied.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run(float* sink)
    {
        var x = T.Create(-0.001f);
        var y = T.Create(0.001f);
        var c0 = T.Create(1f);
        var c1 = T.Create(2f);
        var c2 = T.Create(3f);
        var c3 = T.Create(4f);
        var c4 = T.Create(5f);
        var c5 = T.Create(6f);
        var c6 = T.Create(7f);
        var c7 = T.Create(8f);
        var c8 = T.Create(9f);
        var c9 = T.Create(10f);
        var c10 = T.Create(11f);
        var c11 = T.Create(12f);
        for (var turn = Turns; turn > 0; turn--)
        {
            c0 = T.FusedMultiplyAdd(x, y, c0);
            c1 = T.FusedMultiplyAdd(x, y, c1);
            c2 = T.FusedMultiplyAdd(x, y, c2);
            c3 = T.FusedMultiplyAdd(x, y, c3);
            c4 = T.FusedMultiplyAdd(x, y, c4);
            c5 = T.FusedMultiplyAdd(x, y, c5);
            c6 = T.FusedMultiplyAdd(x, y, c6);
            c7 = T.FusedMultiplyAdd(x, y, c7);
            c8 = T.FusedMultiplyAdd(x, y, c8);
            c9 = T.FusedMultiplyAdd(x, y, c9);
            c10 = T.FusedMultiplyAdd(x, y, c10);
            c11 = T.FusedMultiplyAdd(x, y, c11);
        }

        (c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7 + c8 + c9 + c10 + c11).Store(sink);
    }
}
