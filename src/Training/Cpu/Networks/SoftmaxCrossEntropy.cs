using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using SweepCluster.Training.Cpu.Lanes;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu.Networks;

/// <summary>Softmax with cross-entropy, for logits of any size: the maximum is subtracted first, and the loss is computed from the logits
/// rather than from probabilities.</summary>
internal static unsafe class SoftmaxCrossEntropy<T>
    where T : struct, ILanes<T>
{
    private const int Fold = 16;

    /// <summary>Adds the rows to <paramref name="score"/>, one by one.</summary>
    /// <param name="logits">[rows x stride], overwritten with <paramref name="scale"/> * (probability - [is label]); if there are no
    /// labels, with scale * probability; undefined afterwards if the scale is 0.</param>
    /// <param name="stride">Number of classes, padded to a multiple of 16.</param>
    /// <param name="labels">One label per row, or null.</param>
    /// <param name="sums">Working space: twice the number of rows, padded to a multiple of 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(float* logits, nint stride, int rows, int classes, byte* labels, float scale, float* sums, ref Score score)
    {
        var shifted = sums + ((rows + Fold - 1) / Fold * Fold);
        var lanes = stackalloc float[Fold];
        var column = stackalloc float[(int)stride];
        for (var j = 0; j < stride; j++)
            column[j] = j;
        var end = T.Create(classes);
        for (var row = 0; row < rows; row++)
        {
            var z = logits + (row * stride);
            var largest = z[0];
            for (var j = 1; j < classes; j++)
                largest = z[j] > largest ? z[j] : largest;
            if (labels != null)
            {
                var label = labels[row];
                shifted[row] = z[label] - largest;
                if (z[label] == largest && IsFirst(z, label))
                    score.Correct++;
            }

            var shift = T.Create(largest);
            for (nint j = 0; j < stride; j += T.Count)
                T.SelectLess(T.Load(column + j), end, LaneMath.Exp(T.Load(z + j) - shift), T.Zero).Store(z + j);
            var sum = Sum(z, stride, lanes);
            sums[row] = sum;
            if (scale == 0)
                continue;
            var factor = T.Create(scale / sum);
            for (nint j = 0; j < stride; j += T.Count)
            {
                var value = T.Load(z + j) * factor;
                T.SelectLess(value, T.Create(Activations.ActivationPass<T>.Tiny), T.Zero, value).Store(z + j);
            }

            if (labels != null)
                z[labels[row]] -= scale;
        }

        if (labels == null)
            return;
        for (var row = 0; row < rows; row += T.Count)
            LaneMath.Log(T.Load(sums + row)).Store(sums + row);
        for (var row = 0; row < rows; row++)
            score.Loss += (double)sums[row] - shifted[row];
    }

    private static bool IsFirst(float* z, int label)
    {
        for (var j = 0; j < label; j++)
        {
            if (z[j] == z[label])
                return false;
        }

        return true;
    }

    // Blocks of 16 are added lane by lane, then the 16 lanes in a tree, 8 and 8, 4 and 4, ...: the same order for every register width.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(float* z, nint stride, float* lanes)
    {
        for (var j = 0; j < Fold && stride > Fold; j += T.Count)
        {
            var total = T.Load(z + j);
            for (nint block = Fold; block < stride; block += Fold)
                total += T.Load(z + block + j);
            total.Store(lanes + j);
        }

        var folded = stride > Fold ? lanes : z;
        var fours = (Vector128.Load(folded) + Vector128.Load(folded + 8)) + (Vector128.Load(folded + 4) + Vector128.Load(folded + 12));
        var twos = fours + Vector128.Shuffle(fours, Vector128.Create(2, 3, 0, 1));
        return twos[0] + twos[1];
    }
}
