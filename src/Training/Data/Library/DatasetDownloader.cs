using SweepCluster.Model;

namespace SweepCluster.Training.Data.Library;

/// <summary>Fetches published data sets from their mirrors. A file grows under the ending <c>.part</c>, continues where it stopped if
/// interrupted, even by the end of the process, and gets its name once its checksum is right. Processes that fetch the same set wait for
/// each other.</summary>
internal sealed class DatasetDownloader(Lazy<HttpClient> client, IProgress<DownloadProgress>? progress, TimeSpan stall)
{
    private const int AttemptsPerMirror = 4;
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(200);

    /// <summary>Fetches all files of <paramref name="set"/> into <paramref name="folder"/>, except those that are already there and
    /// intact.</summary>
    /// <exception cref="SweepException">No mirror has served a file, or the folder can't be written.</exception>
    public void Fetch(PublishedDataset set, string folder, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var claim = Claim(Path.Combine(folder, ".lock"), cancellation);
            for (var i = 0; i < set.Files.Length; i++)
            {
                var target = Path.Combine(folder, set.Files[i].GzipName);
                if (!File.Exists(target) || set.Files[i].Check(target, cancellation) is not null)
                    FetchFile(set, i, target, cancellation);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{set.Title} can't be stored in {folder}: {error.Message} Make room or the folder writable, or put the files into a "
                + $"folder of your own and name it with --data or {DatasetFolders.Variable}.",
                SweepErrorKind.Environment,
                error);
        }
    }

    private void FetchFile(PublishedDataset set, int index, string target, CancellationToken cancellation)
    {
        var file = set.Files[index];
        var partPath = target + ".part";
        var failures = new List<string>();
        foreach (var mirror in set.Mirrors)
        {
            var address = new Uri(mirror + file.GzipName);
            var failure = FetchFrom(address, file, partPath, Report, cancellation);
            if (failure is null)
            {
                File.Move(partPath, target, overwrite: true);
                return;
            }

            failures.Add($"  {address}: {failure}");

            void Report(long bytes) =>
                progress?.Report(new(set.Name, file.GzipName, index + 1, set.Files.Length, bytes, file.GzipBytes, address.Host));
        }

        throw new SweepException(
            $"{set.Title} isn't on this machine, and {file.GzipName} could not be fetched:\n{string.Join("\n", failures)}\n"
            + "Try again when the network is back (what has arrived is kept), "
            + $"or put the four files ({string.Join(", ", set.Files.Select(one => one.GzipName))}) "
            + $"into {Path.GetDirectoryName(target)}, or into a folder named with --data or {DatasetFolders.Variable}. "
            + "The data set glyphs needs no files.",
            SweepErrorKind.Environment);
    }

    /// <summary>Fetches a file; null if it is complete, intact and safe on the disk, under <paramref name="partPath"/>.</summary>
    private string? FetchFrom(Uri address, PublishedFile file, string partPath, Action<long> report, CancellationToken cancellation)
    {
        var transfer = new MirrorTransfer(client.Value, stall);
        var failure = "";
        for (var attempt = 0; attempt < AttemptsPerMirror; attempt++)
        {
            var resumed = false;
            using (var part = new FileStream(partPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read))
            {
                if (part.Length > file.GzipBytes)
                    part.SetLength(0);
                resumed = part.Length > 0;
                if (part.Length < file.GzipBytes)
                {
                    var before = part.Length;
                    var result = transfer.Run(address, part, file.GzipBytes, report, cancellation);
                    failure = result.Reason;
                    if (result.End == TransferEnd.Refused || (result.End == TransferEnd.Interrupted && part.Length <= before))
                        return failure;
                    if (result.End == TransferEnd.Interrupted)
                        continue;
                }

                part.Flush(flushToDisk: true);
            }

            if (file.CheckGzip(partPath, cancellation) is not { } problem)
                return null;
            File.Delete(partPath);
            failure = $"what it sent {problem}";
            if (!resumed)
                return failure;
        }

        return failure;
    }

    // Held while fetching; the operating system releases it when the process ends.
    private static FileStream Claim(string path, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (IsHeldByAnother(error))
            {
                cancellation.WaitHandle.WaitOne(LockPoll);
            }
        }
    }

    // EWOULDBLOCK on Linux and on macOS, a sharing violation on Windows.
    private static bool IsHeldByAnother(IOException error) =>
        (error.HResult & 0xFFFF) == (OperatingSystem.IsWindows() ? 32 : OperatingSystem.IsMacOS() ? 35 : 11);
}
