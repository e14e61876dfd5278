using System.Diagnostics;
using System.Globalization;
using SweepCluster.Model;

namespace SweepCluster.Bench.Faults;

/// <summary>Sends signals to processes.</summary>
internal static class ProcessSignal
{
    /// <param name="name">Name without SIG: <c>STOP</c>, <c>CONT</c>.</param>
    /// <exception cref="SweepException">The process has ended.</exception>
    public static async Task SendAsync(string name, int processId)
    {
        using var kill = Process.Start("kill", [$"-{name}", processId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        if (kill.ExitCode != 0)
            throw new SweepException($"Process {processId} can't be sent SIG{name}: it has ended.", SweepErrorKind.Environment);
    }
}
