using System.Diagnostics;
using SweepCluster.Testing;

namespace SweepCluster.Telemetry.Tests;

/// <summary>The real <c>sweep</c>, in a process and a home folder of its own.</summary>
internal sealed class SweepProgram : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private Process? _process;

    /// <summary>Answers the file.</summary>
    public string WriteSpec(string text)
    {
        var file = _home.Combine("spec.yaml");
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Begins; it ends with this, if not before.</summary>
    public Process Start(IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep.dll"), .. arguments, "--home", _home.Combine("home")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Whoever runs these tests may have set them for themselves.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("OTEL_", StringComparison.Ordinal) || name.StartsWith("SWEEP_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return _process = Process.Start(start)!;
    }

    /// <summary>Runs to its end.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments)
    {
        var process = Start(environment, arguments);
        var cancellation = TestContext.Current.CancellationToken;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit();
            }

            _process.Dispose();
        }

        _home.Dispose();
    }
}
