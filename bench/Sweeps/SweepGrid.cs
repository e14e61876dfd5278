namespace SweepCluster.Bench.Sweeps;

/// <summary>The sweep that both sides run: 24 networks on MNIST, three of the five that steps are timed on, at two batch sizes.</summary>
internal static class SweepGrid
{
    public const int Cells = 24;
    public const int Epochs = 2;
    public const int ValidationImages = 10_000;

    private static readonly int[][] Hidden = [[50, 50], [128], [300, 100]];
    private static readonly int[] Batches = [32, 100];
    private static readonly string[] Activations = ["relu", "tanh"];
    private static readonly double[] Rates = [0.001, 0.003];

    /// <summary>The axes as the peer's cells are made of them, the last one varying fastest.</summary>
    public static object Axes { get; } = new { hidden = Hidden, batch = Batches, activation = Activations, lr = Rates };

    public static string Spec { get; } =
        $$"""
        name: bench
        dataset: mnist
        split: {last: {{ValidationImages}}}
        checkpoints: {last: false}
        base: {epochs: {{Epochs}}, convention: pytorch, drop_remainder: true}
        space:
          hidden: [{{string.Join(", ", Hidden.Select(widths => $"[{string.Join(", ", widths)}]"))}}]
          batch: [{{string.Join(", ", Batches)}}]
          activation: [{{string.Join(", ", Activations)}}]
          lr: [{{string.Join(", ", Rates.Select(rate => FormattableString.Invariant($"{rate}")))}}]
        """;
}
