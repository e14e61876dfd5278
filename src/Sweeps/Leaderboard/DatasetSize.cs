using System.Globalization;

namespace SweepCluster.Sweeps.Leaderboard;

/// <summary>The images of a data set whose name tells how many it has.</summary>
internal sealed record DatasetSize(int Train, int Test)
{
    // MNIST, Fashion-MNIST, and glyphs where the spec doesn't say otherwise.
    private static readonly DatasetSize Usual = new(60_000, 10_000);

    /// <summary>Null if only the files tell.</summary>
    /// <param name="dataset">As a spec's canonical text: <c>mnist</c>, <c>glyphs:seed=7,train=6000</c>.</param>
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
