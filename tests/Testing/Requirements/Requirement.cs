using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Testing.Requirements;

/// <summary>What tests need that a machine may lack: each is null where it is there, else the reason of the skipped test.</summary>
public static class Requirement
{
    public const string PythonInterpreter = "/usr/bin/python3";

    private static readonly Lazy<string?> PythonProblem = new(() => FindPython("", "needs /usr/bin/python3 (Debian: python3)"));
    private static readonly Lazy<string?> NumpyProblem = new(() => FindPython("import numpy", "needs /usr/bin/python3 with numpy (Debian: python3-numpy)"));

    public static string? Postgres => PostgresServer.IsMissing ? "needs PostgreSQL (Debian: postgresql): pg_ctl on the PATH or below /usr/lib/postgresql" : null;

    public static string? Prometheus =>
        OnPath.Find("prometheus") is null || OnPath.Find("promtool") is null ? "needs Prometheus (Debian: prometheus): prometheus and promtool on the PATH" : null;

    public static string? Kubectl => OnPath.Find("kubectl") is null ? "needs kubectl (1.21 or newer) on the PATH" : null;

    public static string? Python => PythonProblem.Value;

    public static string? Numpy => NumpyProblem.Value;

    public static string? Unix => OperatingSystem.IsWindows() ? "needs POSIX permissions and signals" : null;

    public static string? Linux => OperatingSystem.IsLinux() ? null : "needs Linux: reads /proc";

    public static string? RealData => RealDatasets.Folder is null ? "needs the MNIST and Fashion-MNIST files, in SWEEP_DATA or in ../shared/data beside the repository" : null;

    private static string? FindPython(string script, string problem)
    {
        if (!File.Exists(PythonInterpreter))
            return problem;
        using var process = ChildProcess.Start(new(PythonInterpreter, ["-c", script]) { RedirectStandardError = true });
        _ = new ChildOutput(process.StandardError);
        return process.WaitForExit(Waiting.Eventually.Deadline) && process.ExitCode == 0 ? null : problem;
    }
}
