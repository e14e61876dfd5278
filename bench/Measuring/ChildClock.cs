using System.Runtime.InteropServices;

namespace SweepCluster.Bench.Measuring;

/// <summary>Processor time of the processes that this one has started and seen end, and of theirs.</summary>
internal static unsafe partial class ChildClock
{
    private const int Children = -1;

    // rusage begins with two timevals, user and system; more follows.
    private const int Longs = 32;

    /// <summary>Seconds so far; 0 where the system doesn't say.</summary>
    public static double Now()
    {
        var usage = stackalloc nint[Longs];
        return OperatingSystem.IsLinux() && GetUsage(Children, usage) == 0 ? usage[0] + usage[2] + ((usage[1] + usage[3]) * 1e-6) : 0;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, nint* usage);
}
