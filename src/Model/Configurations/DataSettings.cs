using System.Globalization;

namespace SweepCluster.Model.Configurations;

/// <summary>The images of a sweep, and their preprocessing.</summary>
[GenerateSerializer, Immutable, Alias("data-settings")]
public sealed record DataSettings
{
    /// <summary><c>mnist</c>, <c>fashion-mnist</c>, <c>glyphs</c>, or a form that <see cref="FileDataset"/> describes.</summary>
    [Id(0)] public required string Dataset { get; init; }

    /// <summary>The training images that are held out for validation.</summary>
    [Id(1)] public required SplitSettings Split { get; init; }

    /// <summary>The divisor of training pixels (255 maps bytes to [0, 1]).</summary>
    [Id(2)] public double Scale { get; init; } = 255;

    /// <summary>The divisor of test pixels; it differs only to reproduce published results.</summary>
    [Id(3)] public double TestScale { get; init; } = 255;
}

/// <summary>The validation images: none, the first or last <paramref name="Count"/>, or the last <paramref name="Fraction"/>
/// (rounded down) of the training images.</summary>
[GenerateSerializer, Immutable, Alias("split-settings")]
public sealed record SplitSettings(
    [property: Id(0)] SplitKind Kind,
    [property: Id(1)] int Count = 0,
    [property: Id(2)] double Fraction = 0)
{
    public static SplitSettings None { get; } = new(SplitKind.None);

    /// <summary>The number of validation images out of <paramref name="images"/>.</summary>
    public int ValidationCount(int images) => Kind switch
    {
        SplitKind.None => 0,
        SplitKind.First or SplitKind.Last => Count,
        // In decimal, as it is written: 100 times the double nearest to 0.29 is below 29.
        SplitKind.Fraction => (int)(images * decimal.Parse(
            Fraction.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentOutOfRangeException(nameof(images), Kind, "Unknown split."),
    };
}

[GenerateSerializer, Alias("split-kind")]
public enum SplitKind
{
    None,
    First,
    Last,
    Fraction,
}
