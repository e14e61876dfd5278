namespace SweepCluster.Model.Files;

/// <summary>Recognizes files that another process has opened exclusively.</summary>
public static class LockedFile
{
    // EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    public static bool IsHeld(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
