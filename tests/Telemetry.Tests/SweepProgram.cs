using System.Diagnostics;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;

namespace SweepCluster.Telemetry.Tests;

/// <summary>The real <c>sweep</c>, in a process and a home folder of its own.</summary>
internal sealed class SweepProgram : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private Process? _process;
    private ChildOutput? _output;
    private ChildOutput? _error;

    /// <summary>What the started program has written so far.</summary>
    public string Output => $"{_output?.Text}{_error?.Text}";

    /// <summary>Answers the file.</summary>
    public string WriteSpec(string text)
    {
        var file = _home.Combine("spec.yaml");
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>Starts the program, which runs until it ends or this is disposed. Its outputs are
    /// collected in <see cref="Output"/>.</summary>
    public Process Start(IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments)
    {
        var start = Prepare(environment, arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = ChildProcess.Start(start);
        (_output, _error) = (new(_process.StandardOutput), new(_process.StandardError));
        return _process;
    }

    /// <summary>Runs the program to its end.</summary>
    public Task<ChildResult> RunAsync(IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        ChildProcess.RunAsync(Prepare(environment, arguments));

    public void Dispose()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                _process.End();
            }

            _process.Dispose();
        }

        _home.Dispose();
    }

    private ProcessStartInfo Prepare(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep.dll"), .. arguments, "--home", _home.Combine("home")]);
        // The user who runs these tests may have set them.
        foreach (var name in start.Environment.Keys.Where(
            name => name.StartsWith("OTEL_", StringComparison.Ordinal) || name.StartsWith("SWEEP_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }
}
