using System.Diagnostics;
using SweepCluster.Testing.Processes;

namespace SweepCluster.Coordinator.Tests;

/// <summary>Runs the real program in a process of its own.</summary>
internal static class CommandLine
{
    public static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <param name="environment">What differs from this process' own.</param>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        IReadOnlyCollection<(string Name, string Value)> environment, string[] arguments)
    {
        var (code, output, error) = await ChildProcess.RunAsync(Prepare(environment, arguments));
        return (code, output, error);
    }

    /// <param name="folder">The current folder of the process.</param>
    public static async Task<(int Code, string Output, string Error)> RunInAsync(string folder, string[] arguments)
    {
        var start = Prepare([], arguments);
        start.WorkingDirectory = folder;
        var (code, output, error) = await ChildProcess.RunAsync(start);
        return (code, output, error);
    }

    /// <summary>Started, with both of its outputs to be read by the caller.</summary>
    public static Process Start(params string[] arguments) => Start([], arguments);

    /// <inheritdoc cref="Start(string[])"/>
    /// <param name="environment">What differs from this process' own.</param>
    public static Process Start(IReadOnlyCollection<(string Name, string Value)> environment, string[] arguments)
    {
        var start = Prepare(environment, arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        return ChildProcess.Start(start);
    }

    private static ProcessStartInfo Prepare(IReadOnlyCollection<(string Name, string Value)> environment, string[] arguments)
    {
        var start = ChildProcess.WithDefaultInterrupt("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep.dll"), .. arguments]);
        // The user who runs these tests may have set it.
        start.Environment.Remove("SWEEP_POSTGRES");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }
}
