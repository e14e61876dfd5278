namespace SweepCluster.Contracts.Configurations;

/// <summary>A data set of the user's own files, as specs name it, such as <c>idx:FOLDER</c> or <c>csv:FILE,test=FILE</c>.</summary>
/// <param name="Path">A file or a folder, absolute or relative to the working folder; not empty.</param>
/// <param name="TestPath">The file of the test images, where <paramref name="Path"/> is the file of the training images; else null.</param>
public sealed record FileDataset(FileDatasetKind Kind, string Path, string? TestPath = null)
{
    /// <summary>All forms, for messages.</summary>
    public const string Forms = "idx:FOLDER, npz:FILE, csv:FOLDER, csv:FILE,test=FILE, parquet:FOLDER or parquet:FILE,test=FILE";

    private const string TestKey = ",test=";

    private static readonly (string Prefix, FileDatasetKind Kind, bool HasTestPath)[] Kinds =
    [
        ("idx:", FileDatasetKind.Idx, false),
        ("npz:", FileDatasetKind.Npz, false),
        ("csv:", FileDatasetKind.Csv, true),
        ("parquet:", FileDatasetKind.Parquet, true),
    ];

    /// <summary>Every path that the name holds.</summary>
    public IEnumerable<string> Paths => TestPath is null ? [Path] : [Path, TestPath];

    /// <summary>Null if the name is of another kind, or if a path is missing or impossible.</summary>
    public static FileDataset? TryParse(string dataset)
    {
        var (prefix, kind, hasTestPath) = Array.Find(Kinds, kind => dataset.StartsWith(kind.Prefix, StringComparison.Ordinal));
        if (prefix is null)
            return null;
        var path = dataset[prefix.Length..];
        var at = hasTestPath ? path.LastIndexOf(TestKey, StringComparison.Ordinal) : -1;
        var parsed = at < 0 ? new FileDataset(kind, path) : new(kind, path[..at], path[(at + TestKey.Length)..]);
        return parsed.Paths.All(part => part.Length > 0 && !part.Contains('\0')) ? parsed : null;
    }

    /// <summary>The same data set with absolute paths.</summary>
    public FileDataset ToAbsolute() => this with { Path = Absolute(Path), TestPath = TestPath is null ? null : Absolute(TestPath) };

    /// <summary>The name as specs have it.</summary>
    public override string ToString() => Array.Find(Kinds, kind => kind.Kind == Kind).Prefix + Path + (TestPath is null ? "" : TestKey + TestPath);

    private static string Absolute(string path) => System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
}

/// <summary>The formats of the user's own data sets.</summary>
public enum FileDatasetKind
{
    /// <summary>A folder with four IDX files, as MNIST is published.</summary>
    Idx,

    /// <summary>A NumPy archive with the arrays x_train, y_train, x_test and y_test, as Keras keeps MNIST.</summary>
    Npz,

    /// <summary>Two CSV tables, one image a row.</summary>
    Csv,

    /// <summary>Two Parquet tables, one image a row.</summary>
    Parquet,
}
