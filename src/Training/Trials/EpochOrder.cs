using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;

namespace SweepCluster.Training.Trials;

/// <summary>Computes which training images an epoch visits, and in which order.</summary>
public static class EpochOrder
{
    /// <summary>Fills <paramref name="order"/> with the indices of the training images that the split doesn't hold out.</summary>
    /// <param name="order">An array as long as the training set.</param>
    /// <param name="epoch">From 1; the epoch's shuffle is drawn from its own stream.</param>
    public static void Fill(Span<int> order, SplitSettings split, bool shuffle, ulong seed, int seedIndex, int epoch)
    {
        var first = split.Kind == SplitKind.First ? split.Count : 0;
        for (var i = 0; i < order.Length; i++)
            order[i] = first + i;
        if (shuffle)
            Shuffle(order, new(seed, seedIndex, RandomPurpose.Shuffle, (uint)epoch));
    }

    // Fisher and Yates, Durstenfeld's form. Position i is exchanged with one at or below it, drawn from one half of a block (64 bits, so
    // that the bias of the multiplication stays below 2^-32).
    private static void Shuffle(Span<int> order, in Philox random)
    {
        for (var i = order.Length - 1; i > 0; i--)
        {
            var block = random.Block((ulong)i >> 1);
            var word = (i & 1) == 0 ? ((ulong)block.W0 << 32) | block.W1 : ((ulong)block.W2 << 32) | block.W3;
            var other = (int)Math.BigMul(word, (ulong)(i + 1), out _);
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}
