using System.Globalization;
using System.Text.RegularExpressions;

namespace SweepCluster.Model.Configurations;

/// <summary>A data set in the user's own files, in the form of specs: <c>idx:FOLDER</c> or <c>csv:FILE,test=FILE</c>.</summary>
/// <param name="Path">A file or a folder, absolute or relative to the working folder; not empty.</param>
/// <param name="TestPath">The file of the test images, where <paramref name="Path"/> is the file of the training images; else null.</param>
/// <param name="Classes">Number of classes, 2 to 256; 0: the training labels define it.</param>
public sealed partial record FileDataset(FileDatasetKind Kind, string Path, string? TestPath = null, int Classes = 0)
{
    /// <summary>All forms, for messages.</summary>
    public const string Forms = "idx:FOLDER, npz:FILE, csv:FOLDER, csv:FILE,test=FILE, parquet:FOLDER or parquet:FILE,test=FILE";

    /// <summary>Bounds of <see cref="Classes"/>: labels are stored as bytes.</summary>
    public const int MinClasses = 2, MaxClasses = 256;

    private const string TestKey = ",test=";

    private static readonly (string Prefix, FileDatasetKind Kind, bool HasTestPath)[] Kinds =
    [
        ("idx:", FileDatasetKind.Idx, false),
        ("npz:", FileDatasetKind.Npz, false),
        ("csv:", FileDatasetKind.Csv, true),
        ("parquet:", FileDatasetKind.Parquet, true),
    ];

    /// <summary>Every path in the name.</summary>
    public IEnumerable<string> Paths => TestPath is null ? [Path] : [Path, TestPath];

    /// <summary>Parses a name; null if it is of another kind, or if a path is missing or invalid.</summary>
    public static FileDataset? TryParse(string dataset)
    {
        var (prefix, kind, hasTestPath) = Array.Find(Kinds, kind => dataset.StartsWith(kind.Prefix, StringComparison.Ordinal));
        if (prefix is null)
            return null;
        var path = dataset[prefix.Length..];
        var classes = 0;
        if (ClassesKey().Match(path) is { Success: true } suffix)
        {
            path = path[..suffix.Index];
            if (!int.TryParse(suffix.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out classes)
                || classes is < MinClasses or > MaxClasses)
                return null;
        }

        var at = hasTestPath ? path.LastIndexOf(TestKey, StringComparison.Ordinal) : -1;
        var parsed = at < 0
            ? new FileDataset(kind, path) { Classes = classes }
            : new(kind, path[..at], path[(at + TestKey.Length)..]) { Classes = classes };
        return parsed.Paths.All(part => part.Length > 0 && !part.Contains('\0')) ? parsed : null;
    }

    /// <summary>The same data set with absolute paths.</summary>
    /// <param name="folder">Absolute path of the folder for relative paths.</param>
    public FileDataset ToAbsolute(string folder) =>
        this with { Path = Absolute(Path, folder), TestPath = TestPath is null ? null : Absolute(TestPath, folder) };

    /// <summary>The name in the form of specs.</summary>
    public override string ToString() =>
        Array.Find(Kinds, kind => kind.Kind == Kind).Prefix + Path + (TestPath is null ? "" : TestKey + TestPath)
        + (Classes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $",classes={Classes}"));

    [GeneratedRegex(",classes=([0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex ClassesKey();

    private static string Absolute(string path, string folder) =>
        System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path, folder));
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
