using System.Diagnostics;

namespace SweepCluster.Storage;

/// <summary>What this machine says about a process.</summary>
internal static class LocalProcess
{
    /// <summary>Whether it exists.</summary>
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

    /// <summary>Whether it is stopped, as by Ctrl-Z, SIGSTOP or a debugger. False where that can't be found out: elsewhere than on
    /// Linux.</summary>
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
