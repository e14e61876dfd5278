using SweepCluster.Model;
using SweepCluster.Model.Configurations;

namespace SweepCluster.Training.Data.Tables;

/// <summary>The two tables of a data set: training and test images.</summary>
internal sealed record TableFiles(string Train, string Test)
{
    private const int MaxNamed = 10;

    private static readonly char[] WordEnds = ['-', '_', '.', ' '];

    /// <summary>The named files, or the files of a folder whose names contain the word <c>train</c> or <c>test</c>, such as
    /// mnist_train.csv.</summary>
    /// <exception cref="SweepException">There is no such folder, or not exactly one file of each.</exception>
    public static TableFiles Find(FileDataset dataset)
    {
        if (dataset.TestPath is { } test)
            return new(dataset.Path, test);
        var kind = dataset.Kind == FileDatasetKind.Csv ? "csv" : "parquet";
        if (File.Exists(dataset.Path))
            throw new SweepException(
                $"dataset: {dataset.Path} is one file, and a data set is two tables. Write {kind}:TRAINING-FILE,test=TEST-FILE.");
        if (!Directory.Exists(dataset.Path))
            throw new SweepException(
                $"dataset: the folder {dataset.Path} does not exist. Write {kind}:FOLDER or {kind}:TRAINING-FILE,test=TEST-FILE.");
        var files = ListFiles(dataset.Path).Where(file => IsTable(file, kind)).Order(StringComparer.Ordinal).ToArray();
        return new(FindOne(files, "train", dataset.Path, kind), FindOne(files, "test", dataset.Path, kind));
    }

    private static string[] ListFiles(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{folder} can't be read: {error.Message} Correct its permissions, or name another folder.",
                SweepErrorKind.Environment,
                error);
        }
    }

    private static bool IsTable(string file, string kind) =>
        file.EndsWith($".{kind}", StringComparison.OrdinalIgnoreCase)
        || (kind == "csv" && file.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase));

    private static string FindOne(string[] files, string word, string folder, string kind)
    {
        var found = files.Where(file => Path.GetFileName(file).Split(WordEnds).Contains(word, StringComparer.OrdinalIgnoreCase)).ToArray();
        if (found is [var one])
            return one;
        var problem = found.Length == 0
            ? $"holds no .{kind} file with the word '{word}' in its name, such as mnist_{word}.{kind}"
            : $"holds several .{kind} files with the word '{word}' in their names: "
                + $"{string.Join(", ", found.Take(MaxNamed).Select(Path.GetFileName))}";
        throw new SweepException($"dataset: {folder} {problem}. Write {kind}:TRAINING-FILE,test=TEST-FILE.");
    }
}
