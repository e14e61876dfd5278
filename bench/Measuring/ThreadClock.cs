using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SweepCluster.Bench.Measuring;

/// <summary>Processor time of the calling thread, so that other processes on the machine cost a figure little. Where the system
/// has no such clock it is the time that passes.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>Seconds since some moment.</summary>
    public static double Now()
    {
        if (OperatingSystem.IsLinux() && GetTime(ThreadCpuTime, out var time) == 0)
            return time.Seconds + (time.Nanoseconds * 1e-9);
        return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
    }

    /// <summary>Seconds that the action takes of this thread.</summary>
    public static double Time(Action action)
    {
        var start = Now();
        action();
        return Now() - start;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpecification time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpecification
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }
}
