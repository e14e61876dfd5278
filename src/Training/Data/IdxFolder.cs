using SweepCluster.Model;

namespace SweepCluster.Training.Data;

/// <summary>The four IDX files of a data set, under the names that MNIST gave them.</summary>
internal sealed record IdxFolder(string TrainImages, string TrainLabels, string TestImages, string TestLabels)
{
    /// <summary>The names of the files without the ending <c>.gz</c>, in the order of this record.</summary>
    public static readonly string[] FileNames =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <exception cref="SweepException">There is no such folder, or not all four files are in it.</exception>
    public static IdxFolder FindIn(string folder)
    {
        if (!Directory.Exists(folder))
            throw new SweepException(
                $"dataset: the folder {folder} does not exist. idx:FOLDER names a folder with the four files of a data set.");
        var paths = FileNames.Select(name => FindFile(folder, name)).ToArray();
        var missing = FileNames.Where((_, i) => paths[i] is null).ToArray();
        if (missing.Length > 0)
        {
            throw new SweepException($"dataset: {folder} holds no {string.Join(", ", missing)} (plain, or with the ending .gz). "
                + $"A data set is four files: {string.Join(", ", FileNames)}.");
        }

        return new(paths[0]!, paths[1]!, paths[2]!, paths[3]!);
    }

    /// <summary>The file of that name, plain or gzip, also as <c>train-images.idx3-ubyte</c>; null if there is none.</summary>
    public static string? FindFile(string folder, string name)
    {
        var dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        string[] names = [name, name + ".gz", dotted, dotted + ".gz"];
        return names.Select(candidate => Path.Combine(folder, candidate)).FirstOrDefault(File.Exists);
    }

    /// <param name="classes">Number of classes; 0: one more than the largest training label, and at least 2.</param>
    public (ImageSet Train, ImageSet Test) Read(int classes, CancellationToken cancellation)
    {
        using var trainImages = IdxFile.OpenImages(TrainImages);
        using var testImages = IdxFile.OpenImages(TestImages);
        if ((trainImages.Rows, trainImages.Columns) != (testImages.Rows, testImages.Columns))
        {
            throw new SweepException($"{TestImages} holds images of {testImages.Rows} x {testImages.Columns} pixels, but {TrainImages} of "
                + $"{trainImages.Rows} x {trainImages.Columns}. Training and test images must have one size.");
        }

        DatasetMemory.Require($"The data set of {TrainImages}", Measure(trainImages) + Measure(testImages));
        var trainLabels = ReadLabels(TrainLabels, trainImages);
        var testLabels = ReadLabels(TestLabels, testImages);
        if (classes == 0)
            classes = trainLabels.Classes;
        trainLabels.RequireBelow(classes);
        testLabels.RequireBelow(classes);

        var train = ReadImages(trainImages, trainLabels, classes, cancellation);
        try
        {
            return (train, ReadImages(testImages, testLabels, classes, cancellation));
        }
        catch
        {
            train.Dispose();
            throw;
        }
    }

    private static long Measure(IdxFile images) => ImageSet.Measure(images.Count, images.Rows * images.Columns);

    private static LabelColumn ReadLabels(string path, IdxFile images)
    {
        using var labels = IdxFile.OpenLabels(path);
        return labels.Count == images.Count
            ? labels.ReadLabels()
            : throw new SweepException($"{path} holds {labels.Count:N0} labels, but {images.Path} {images.Count:N0} images. "
                + "They must be as many; the two files are not of one set.");
    }

    private static ImageSet ReadImages(IdxFile file, LabelColumn labels, int classes, CancellationToken cancellation)
    {
        var set = new ImageSet(file.Count, file.Rows, file.Columns, classes);
        try
        {
            file.ReadImages(set, cancellation);
            labels.Labels.CopyTo(set.AllLabels);
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }
}
