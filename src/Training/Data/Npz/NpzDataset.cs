using System.Globalization;
using SweepCluster.Model;

namespace SweepCluster.Training.Data.Npz;

/// <summary>Reads the arrays x_train, y_train, x_test and y_test, which is the form of Keras' data sets.</summary>
internal static class NpzDataset
{
    private const int MaxLabelNumbers = 1 << 28;

    /// <param name="classes">Number of classes; 0: the training labels define it.</param>
    /// <exception cref="SweepException">An array is missing, or its shape, its type or its values are not valid.</exception>
    public static (ImageSet Train, ImageSet Test) Read(string path, int classes, CancellationToken cancellation)
    {
        using var file = NpzFile.Open(path);
        var (trainShape, trainCount) = ShapeOf(file, "x_train");
        var (testShape, testCount) = ShapeOf(file, "x_test");
        if (trainShape != testShape)
        {
            throw new SweepException($"{file.Describe("x_test")} holds images of {testShape}, but x_train of "
                + $"{trainShape}. Training and test images must have one size.");
        }

        var trainLabels = ReadLabels(file, "y_train", "x_train", trainCount, cancellation);
        var testLabels = ReadLabels(file, "y_test", "x_test", testCount, cancellation);
        if (classes == 0)
            classes = trainLabels.Classes;
        trainLabels.RequireBelow(classes);
        testLabels.RequireBelow(classes);
        file.RequireBody("x_train");
        file.RequireBody("x_test");
        DatasetMemory.Require(
            $"The data set of {path}", ImageSet.Measure(trainCount, trainShape.Pixels) + ImageSet.Measure(testCount, testShape.Pixels));
        var factor = FactorOf(file, cancellation);
        var train = ReadImages(file, "x_train", trainShape, trainLabels, classes, factor, cancellation);
        try
        {
            return (train, ReadImages(file, "x_test", testShape, testLabels, classes, factor, cancellation));
        }
        catch
        {
            train.Dispose();
            throw;
        }
    }

    private static (ImageShape Shape, int Count) ShapeOf(NpzFile file, string array)
    {
        var header = file.ReadHeader(array);
        var shape = ImageShape.FromArray(header.Shape, file.Describe(array));
        return header.Shape[0] is > 0 and <= int.MaxValue
            ? (shape, (int)header.Shape[0])
            : throw new SweepException(
                $"{file.Describe(array)} holds {header.Shape[0]:N0} images; 1 to {int.MaxValue:N0} are possible. Save other images.");
    }

    private static LabelColumn ReadLabels(NpzFile file, string array, string images, int count, CancellationToken cancellation)
    {
        var header = file.ReadHeader(array);
        var source = file.Describe(array);
        var width = header.Shape switch
        {
            [_] or [_, 1] => 0L,
            [_, var classes] => classes,
            _ => throw new SweepException($"{source} has the shape {string.Join(" x ", header.Shape)}, but labels have the shape N, "
                + "or N x CLASSES if they are one-hot. Save them in this shape."),
        };
        if (header.Shape[0] != count)
            throw new SweepException($"{source} holds {header.Shape[0]:N0} labels, but {images} {count:N0} images. They must be as many.");
        if (header.Count is < 1 or > MaxLabelNumbers)
            throw new SweepException($"{source} holds no labels, or more than can be read. Save one label per image.");
        file.RequireBody(array);
        DatasetMemory.Require(source, header.Count * sizeof(double));
        var numbers = new double[header.Count];
        var at = 0;
        file.ReadNumbers(
            array,
            (part, length) =>
            {
                part.AsSpan(0, length).CopyTo(numbers.AsSpan(at));
                at += length;
            },
            cancellation);
        return LabelColumn.FromNumbers(source, numbers, (int)width);
    }

    // Real numbers are pixels from 0 to 1, or from 0 to 255; the training images decide which.
    private static double FactorOf(NpzFile file, CancellationToken cancellation)
    {
        if (file.ReadHeader("x_train").Format.Kind != NumberKind.Real)
            return 1;
        var max = 0.0;
        file.ReadNumbers("x_train", (part, length) => max = Math.Max(max, part.Take(length).Max()), cancellation);
        return max <= 1 ? 255 : 1;
    }

    private static ImageSet ReadImages(
        NpzFile file, string array, ImageShape shape, LabelColumn labels, int classes, double factor, CancellationToken cancellation)
    {
        var set = new ImageSet(labels.Labels.Length, shape.Rows, shape.Columns, classes, shape.Channels);
        try
        {
            var at = 0L;
            if (file.ReadHeader(array).Format.IsByte)
            {
                file.ReadBytes(
                    array,
                    (part, length) =>
                    {
                        part.AsSpan(0, length).CopyTo(set.Bytes(at, length));
                        at += length;
                    },
                    cancellation);
            }
            else
            {
                file.ReadNumbers(
                    array,
                    (part, length) =>
                    {
                        Convert(
                            file.Describe(array),
                            part.AsSpan(0, length),
                            set.Bytes(at, length),
                            index => (at + index) / shape.Pixels,
                            factor);
                        at += length;
                    },
                    cancellation);
            }

            labels.Labels.CopyTo(set.AllLabels);
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    private static void Convert(string source, ReadOnlySpan<double> numbers, Span<byte> pixels, Func<int, long> imageOf, double factor)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            var pixel = numbers[i] * factor;
            if (pixel is not (>= 0 and <= 255))
            {
                throw new SweepException(string.Create(CultureInfo.InvariantCulture,
                    $"{source} holds {numbers[i]} in image {imageOf(i)} (counted from 0), but pixels go from 0 to "
                    + $"{(factor == 1 ? 255 : 1)}, as the training images do. Save pixels before they are standardized."));
            }

            pixels[i] = (byte)Math.Round(pixel);
        }
    }
}
