using System.Diagnostics;

namespace SweepCluster.Storage;

/// <summary>Reads the state of a process of this machine.</summary>
internal static class LocalProcess
{
    /// <summary>Whether the process exists.</summary>
    public static bool Exists(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether the process is stopped, for example by Ctrl-Z, SIGSTOP or a debugger. False where that is unknown: on other systems
    /// than Linux.</summary>
    public static bool IsStopped(int id)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            // "4711 (a name) T 1 ...": the name may hold spaces and brackets.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var state = stat.LastIndexOf(')') + 2;
            return state < stat.Length && stat[state] is 'T' or 't';
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
