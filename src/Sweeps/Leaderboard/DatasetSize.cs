using System.Globalization;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>The number of images of a data set, where its name implies it.</summary>
internal sealed record DatasetSize(int Train, int Test)
{
    // The sizes of MNIST, Fashion-MNIST, and glyphs without other sizes in the spec.
    private static readonly DatasetSize Usual = new(60_000, 10_000);

    /// <summary>The sizes that a data set's name implies; null if they are only in its files.</summary>
    /// <param name="dataset">The canonical text of a spec: <c>mnist</c>, <c>glyphs:seed=7,train=6000</c>.</param>
    public static DatasetSize? Parse(string dataset)
    {
        if (dataset is "mnist" or "fashion-mnist" or "glyphs")
            return Usual;
        if (!dataset.StartsWith("glyphs:", StringComparison.Ordinal))
            return null;
        var size = Usual;
        foreach (var part in dataset["glyphs:".Length..].Split(','))
        {
            if (part.Split('=') is not [var key, var text]
                || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return null;
            size = key.Trim() switch
            {
                "train" => size with { Train = number },
                "test" => size with { Test = number },
                _ => size,
            };
        }

        return size;
    }
}
