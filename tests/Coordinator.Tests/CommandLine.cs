using System.Diagnostics;

namespace SweepCluster.Coordinator.Tests;

/// <summary>Runs the real program in a process of its own.</summary>
internal static class CommandLine
{
    public static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <param name="environment">What differs from this process' own.</param>
    public static async Task<(int Code, string Output, string Error)> RunAsync(IReadOnlyCollection<(string Name, string Value)> environment, string[] arguments)
    {
        using var process = Start(environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Started, with both of its outputs to be read by the caller.</summary>
    public static Process Start(params string[] arguments) => Start([], arguments);

    private static Process Start(IReadOnlyCollection<(string Name, string Value)> environment, string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "sweep.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // Whoever runs these tests may have set it for themselves.
        start.Environment.Remove("SWEEP_POSTGRES");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
