using System.Security.Cryptography;
using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Training.Data;

/// <summary>A file in the form in which its authors published it.</summary>
/// <param name="Name">The name without the ending <c>.gz</c>.</param>
/// <param name="GzipBytes">Length of the gzip file, which mirrors serve.</param>
/// <param name="GzipSum">SHA-256 of the gzip file, lower-case hex.</param>
/// <param name="PlainBytes">Length of the unpacked file.</param>
/// <param name="PlainSum">SHA-256 of the unpacked file.</param>
internal sealed record PublishedFile(string Name, long GzipBytes, string GzipSum, long PlainBytes, string PlainSum)
{
    public string GzipName => Name + ".gz";

    /// <summary>Null if the file is as published, plain or gzip; else the problem, as the end of a sentence.</summary>
    public string? Check(string path, CancellationToken cancellation) =>
        path.EndsWith(".gz", StringComparison.Ordinal) ? CheckGzip(path, cancellation) : Check(path, PlainBytes, PlainSum, cancellation);

    /// <summary>Does the same for a gzip file of any name.</summary>
    public string? CheckGzip(string path, CancellationToken cancellation) => Check(path, GzipBytes, GzipSum, cancellation);

    private static string? Check(string path, long bytes, string expected, CancellationToken cancellation)
    {
        try
        {
            // Checked before it is opened: a pipe, which would block, has the length 0.
            if (RegularFile.Length(path) is var length && length != bytes)
                return $"is {length:N0} bytes long, not {bytes:N0}";
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0, FileOptions.SequentialScan);
            var sum = Sum(file, cancellation);
            return sum == expected ? null : $"has the SHA-256 {sum}, not {expected}";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException($"{path} can't be read: {error.Message}", SweepErrorKind.Environment, error);
        }
    }

    private static string Sum(FileStream file, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 18];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
