namespace SweepCluster.Model.Files;

/// <summary>Opens files that users name, and refuses those that would block or never end: folders, pipes, devices.</summary>
public static class RegularFile
{
    /// <exception cref="SweepException">There is no such file, it is empty, it is not a regular file, or it can't be read.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            if (Problem(path) is { } problem)
                throw new SweepException($"{path} {problem}");
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"{path} can't be read: {error.Message} Correct its permissions, or name another file.", SweepErrorKind.Environment, error);
        }
    }

    /// <summary>The whole text of a file, as <see cref="File.ReadAllText(string)"/> reads it.</summary>
    /// <param name="maxBytes">Maximum length of the file in bytes.</param>
    /// <exception cref="IOException">There is no such file, it is empty, it is longer, it is not a regular file, or it can't be
    /// read.</exception>
    public static string ReadText(string path, long maxBytes)
    {
        RequireContent(path);
        if (File.Exists(path) && Length(path) is var length && length > maxBytes)
            throw new IOException($"it is {length:N0} bytes long, and the maximum is {maxBytes:N0}");
        return File.ReadAllText(path);
    }

    /// <summary>Checks that a file can be opened without blocking. Does nothing if there is no such file.</summary>
    /// <exception cref="IOException">The file is empty, or it is not a regular file.</exception>
    public static void RequireContent(string path)
    {
        if (File.Exists(path) && Length(path) == 0)
            throw new IOException("it is empty, or it is a pipe or a device");
    }

    /// <summary>The length in bytes of the file, or of the file that a link points to; 0 if there is none,
    /// or if it is a pipe or a device.</summary>
    public static long Length(string path)
    {
        var target = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        return target.Exists ? target.Length : 0;
    }

    /// <summary>When the file, or the file that a link points to, was last changed, and its length in bytes; (default, 0) if there is
    /// none.</summary>
    public static (DateTime Written, long Length) Stamp(string path)
    {
        // Kubernetes mounts a link, and changes what it points to.
        var link = new FileInfo(path);
        var file = link.LinkTarget is null ? link : (FileInfo)link.ResolveLinkTarget(returnFinalTarget: true)!;
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    // Opening a pipe blocks until another process writes to it. A pipe, a socket and a device have the length 0, as an empty file has,
    // and no data set and no picture is empty: so the length is checked before the file is opened.
    private static string? Problem(string path)
    {
        if (Directory.Exists(path))
            return "is a folder. Name a file.";
        if (!File.Exists(path))
            return "does not exist. Correct the name of the file.";
        return Length(path) > 0
            ? null
            : "is empty, or it is a pipe or a device: it is truncated, or not a regular file. Write it again, or name a regular file.";
    }
}
