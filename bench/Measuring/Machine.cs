using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SweepCluster.Bench.Measuring;

/// <summary>Where and of what the figures are.</summary>
/// <param name="Load">Running threads in the last minute when the measurement began; null where the system doesn't say.</param>
internal sealed record Machine(
    string Commit, string Date, string Processor, int Cores, int RegisterBits, string System, string Runtime, double? Load)
{
    public static Machine Here() => new(
        ReadCommit(),
        DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
        ReadProcessor(),
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128,
        RuntimeInformation.OSDescription.Split('#')[0].Trim(),
        RuntimeInformation.FrameworkDescription,
        File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : null);

    public override string ToString() =>
        $"{Processor}, {Cores} cores, {RegisterBits}-bit registers, {System}, {Runtime}, commit {Commit}, {Date}, load {Load}";

    private static string ReadProcessor()
    {
        const string source = "/proc/cpuinfo";
        var line = File.Exists(source)
            ? File.ReadLines(source).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string ReadCommit()
    {
        try
        {
            var start = new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--abbrev=10"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = AppContext.BaseDirectory,
            };
            using var git = Process.Start(start)!;
            var commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? commit : "unknown";
        }
        catch (Win32Exception)
        {
            return "unknown";
        }
    }
}
