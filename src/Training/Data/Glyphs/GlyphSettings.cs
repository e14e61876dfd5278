using System.Globalization;
using SweepCluster.Model;

namespace SweepCluster.Training.Data.Glyphs;

/// <summary>The settings of a set of synthetic digits: image i of a seed is the same whatever the counts.</summary>
/// <param name="Train">Number of training images.</param>
/// <param name="Test">Number of test images.</param>
internal sealed record GlyphSettings(int Seed = 1, int Train = 60_000, int Test = 10_000)
{
    public const string Name = "glyphs";

    /// <summary>Parses <c>glyphs</c> or <c>glyphs:seed=7,train=6000,test=1000</c>, any of the three; null for another data set.</summary>
    /// <exception cref="SweepException">The text after <c>glyphs:</c> is not valid.</exception>
    public static GlyphSettings? TryParse(string dataset)
    {
        if (dataset == Name)
            return new();
        if (!dataset.StartsWith(Name + ":", StringComparison.Ordinal))
            return null;
        var settings = new GlyphSettings();
        foreach (var pair in dataset[(Name.Length + 1)..].Split(','))
        {
            var parts = pair.Split('=');
            if (parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var value))
                throw Wrong(dataset);
            settings = parts[0] switch
            {
                "seed" => settings with { Seed = value },
                "train" when value > 0 => settings with { Train = value },
                "test" when value > 0 => settings with { Test = value },
                _ => throw Wrong(dataset),
            };
        }

        return settings;
    }

    /// <summary>The full form, with all three settings.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}:seed={Seed},train={Train},test={Test}");

    private static SweepException Wrong(string dataset) =>
        new($"'{dataset}' is not a data set. Write {new GlyphSettings(7, 6000, 1000)}, with any of the three.");
}
