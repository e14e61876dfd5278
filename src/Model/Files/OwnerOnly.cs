namespace SweepCluster.Model.Files;

/// <summary>Creates folders and files that only their owner may use, on systems with POSIX permissions. On Windows they inherit the
/// permissions of their folder.</summary>
/// <remarks>A umask can narrow the permissions, but not widen them. Existing folders and files keep their permissions, which their owner
/// may have chosen.</remarks>
public static class OwnerOnly
{
    private const UnixFileMode ForFiles = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode ForFolders = ForFiles | UnixFileMode.UserExecute;

    /// <summary>Creates a folder and its missing parents.</summary>
    /// <exception cref="IOException">The folder can't be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not create it.</exception>
    public static void CreateFolder(string path) => CreateFolder(path, _ => ForFolders);

    /// <summary>Creates a folder and its missing parents, with other permissions.</summary>
    /// <param name="mode">Permissions of a folder, by its path; its parent exists when it is called. Not called on Windows.</param>
    /// <exception cref="IOException">The folder can't be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not create it.</exception>
    public static void CreateFolder(string path, Func<string, UnixFileMode> mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (Directory.Exists(path))
            return;
        // .NET would create it with the umask's permissions.
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } parent)
            CreateFolder(parent, mode);
        Directory.CreateDirectory(path, mode(path));
    }

    /// <summary>Options of a file stream without a buffer; a file that it creates is private to its owner.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = ForFiles;
        return options;
    }

    /// <summary>Writes a text as UTF-8 into a file, whose content it replaces.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user may not write it.</exception>
    public static void WriteText(string path, string text)
    {
        using var writer = new StreamWriter(path, Options(FileMode.Create, FileAccess.Write, FileShare.Read));
        writer.Write(text);
    }
}
