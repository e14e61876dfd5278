using System.Runtime.InteropServices;

namespace SweepCluster.Coordinator.Views;

/// <summary>Calls of POSIX for programs with a terminal that .NET lacks.</summary>
internal static class PosixCalls
{
    private const int StandardOutput = 1;

    // The value is the same on Linux and on macOS.
    private const short PollError = 0x08;
    private const short PollHangUp = 0x10;

    /// <summary>Whether standard output is a pipe or a socket whose other end is closed. .NET drops what is written to it then, without an
    /// error.</summary>
    public static bool IsReaderGone()
    {
        if (OperatingSystem.IsWindows())
            return false;
        var entry = new PollEntry { Descriptor = StandardOutput };
        return Poll(ref entry, 1, 0) > 0 && (entry.Returned & (PollError | PollHangUp)) != 0;
    }

    /// <summary>Stops this process as Ctrl-Z does, and returns once it continues.</summary>
    public static void StopProcess() => _ = Kill(Environment.ProcessId, OperatingSystem.IsMacOS() ? 17 : 19);

    [DllImport("libc", EntryPoint = "poll")]
    private static extern int Poll(ref PollEntry entries, nuint count, int timeout);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Requested;
        public short Returned;
    }
}
