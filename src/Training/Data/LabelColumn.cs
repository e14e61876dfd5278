using System.Globalization;
using SweepCluster.Model;

namespace SweepCluster.Training.Data;

/// <summary>The labels of one part of a data set.</summary>
/// <param name="Source">The source of the labels, for messages.</param>
/// <param name="Width">The number of classes of one-hot labels; 0 for plain labels, whose classes are counted.</param>
internal sealed record LabelColumn(string Source, byte[] Labels, int Width = 0)
{
    /// <summary>Maximum number of classes, because labels are stored as bytes.</summary>
    public const int MaxClasses = 256;

    /// <summary>The number of classes that training labels define: the one-hot width, or one more than the largest label; at least
    /// 2.</summary>
    public int Classes => Math.Max(2, Width > 0 ? Width : Labels.Max() + 1);

    /// <param name="numbers">One number per label, or <paramref name="width"/> per label, of which one is 1 and the others are 0
    /// (one-hot).</param>
    /// <param name="width">The number of classes of one-hot labels; 0 for plain labels.</param>
    /// <exception cref="SweepException">A label is not valid.</exception>
    public static LabelColumn FromNumbers(string source, ReadOnlySpan<double> numbers, int width)
    {
        if (width > MaxClasses)
            throw new SweepException($"{source} has one-hot labels of {width:N0} classes; at most {MaxClasses} are possible.");
        var labels = new byte[numbers.Length / Math.Max(1, width)];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = width == 0 ? FromNumber(source, i, numbers[i]) : FromOneHot(source, i, numbers.Slice(i * width, width));
        return new(source, labels, width);
    }

    /// <exception cref="SweepException">A label is not below <paramref name="classes"/>.</exception>
    public void RequireBelow(int classes)
    {
        var image = Array.FindIndex(Labels, label => label >= classes);
        if (image >= 0)
        {
            throw new SweepException(string.Create(CultureInfo.InvariantCulture,
                $"{Source}: the label of image {image} (counted from 0) is {Labels[image]}, but labels go from 0 to {classes - 1}, "
                + $"as the training labels or the spec's `classes` say. Correct the file."));
        }
    }

    private static byte FromNumber(string source, int image, double label) => label is >= 0 and < MaxClasses && label == Math.Floor(label)
        ? (byte)label
        : throw new SweepException(string.Create(CultureInfo.InvariantCulture,
            $"{source}: the label of image {image} (counted from 0) is {label}, but labels are whole numbers from 0 to "
            + $"{MaxClasses - 1}. Correct the file."));

    private static byte FromOneHot(string source, int image, ReadOnlySpan<double> label)
    {
        var at = label.IndexOf(1.0);
        if (at >= 0 && !label[..at].ContainsAnyExcept(0.0) && !label[(at + 1)..].ContainsAnyExcept(0.0))
            return (byte)at;
        throw new SweepException(string.Create(CultureInfo.InvariantCulture,
            $"{source}: the one-hot label of image {image} (counted from 0) is not a single 1 among zeros. Correct the file."));
    }
}
