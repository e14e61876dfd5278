namespace SweepCluster.Storage;

/// <summary>Recognizes a full disk and a quota that is used up.</summary>
internal static class DiskFull
{
    // Minimum room for a commit of SQLite: some pages of its log.
    private const long MinRoom = 64 * 1024;

    // ENOSPC on Linux and on macOS.
    private const int NoSpace = 28;

    /// <summary>An exception that represents a full disk where no call of .NET failed.</summary>
    public static IOException Cause(string message) => new(message, NoSpace);

    // EDQUOT on Linux and on macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    public static bool Is(Exception? failure) =>
        failure is IOException { HResult: NoSpace or 122 or 69 or unchecked((int)0x80070070) or unchecked((int)0x80070027) };

    /// <summary>Whether the disk of a file is almost full: for failures that don't name a full disk as their cause.</summary>
    public static bool IsNear(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(path)!).AvailableFreeSpace < MinRoom;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
