using System.Runtime.InteropServices;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Testing.Requirements;

/// <summary>What tests need that a machine may lack: each is null where it is there, else the reason of the skipped test.</summary>
public static class Requirement
{
    public const string PythonInterpreter = "/usr/bin/python3";

    private static readonly Lazy<string?> PythonProblem = new(() => FindPython("", "needs /usr/bin/python3 (Debian: python3)"));
    private static readonly Lazy<string?> NumpyProblem =
        new(() => FindPython("import numpy", "needs /usr/bin/python3 with numpy (Debian: python3-numpy)"));

    private static readonly Lazy<string?> TorchPythonProblem =
        new(() => FindPython("import torch", "needs /usr/bin/python3 with PyTorch (Debian: python3-torch)"));

    private static readonly Lazy<string?> Hdf5Problem =
        new(() => FindPython("import h5py", "needs /usr/bin/python3 with h5py (Debian: python3-h5py)"));

    private static readonly Lazy<string?> KubectlProblem = new(FindKubectl);

    private static readonly Lazy<string?> MountProblem =
        new(() => ChildProcess.Probe("unshare", "-rm", "mount", "-t", "tmpfs", "none", "/tmp")
            ? null
            : "needs to mount file systems in a namespace of its own: unshare -rm mount (Debian: util-linux)");

    public static string? Postgres =>
        PostgresServer.IsMissing ? "needs PostgreSQL (Debian: postgresql): pg_ctl on the PATH or below /usr/lib/postgresql" : null;

    public static string? Prometheus =>
        OnPath.Find("prometheus") is null || OnPath.Find("promtool") is null
            ? "needs Prometheus (Debian: prometheus): prometheus and promtool on the PATH"
            : null;

    /// <summary>The kustomize of kubectl 1.20, which Debian 12 has, supports no components.</summary>
    public static string? Kubectl => KubectlProblem.Value;

    public static string? Shellcheck =>
        OnPath.Find("shellcheck") is null ? "needs ShellCheck (Debian: shellcheck): shellcheck on the PATH" : null;

    /// <summary>A small file system, which fills up. It is mounted for a process and its children, and ends with them.</summary>
    public static string? Mount => MountProblem.Value;

    public static string? Python => PythonProblem.Value;

    public static string? Numpy => NumpyProblem.Value;

    public static string? TorchPython => TorchPythonProblem.Value;

    public static string? Hdf5 => Hdf5Problem.Value;

    public static string? Unix => OperatingSystem.IsWindows() ? "needs POSIX permissions and signals" : null;

    /// <summary>Why a test about permissions is skipped for root, whom they don't bind.</summary>
    public const string Unprivileged = "needs a user other than root: permissions don't bind root";

    /// <summary>The packages of the tests have libtorch for it alone.</summary>
    public static string? X64Linux =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? null
            : "needs x64 Linux, which the tests' libtorch is for";

    public static string? Linux => OperatingSystem.IsLinux() ? null : "needs Linux: reads /proc";

    public static string? RealData => RealDatasets.Folder is null
        ? "needs the MNIST and Fashion-MNIST files, in SWEEP_DATA or in ../shared/data beside the repository"
        : null;

    /// <summary>Skips the current test: for what is inherited from a contract, whose attributes know
    /// nothing of the implementation.</summary>
    public static void SkipWithout(string? requirement) => Assert.SkipWhen(requirement is not null, requirement ?? "");

    private static string? FindPython(string script, string problem) =>
        File.Exists(PythonInterpreter) && ChildProcess.Probe(PythonInterpreter, "-c", script) ? null : problem;

    private static string? FindKubectl()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Combine("kustomization.yaml"), "resources: [namespace.yaml]\ncomponents: []\n");
        File.WriteAllText(folder.Combine("namespace.yaml"), "apiVersion: v1\nkind: Namespace\nmetadata: {name: probe}\n");
        return OnPath.Find("kubectl") is { } kubectl && ChildProcess.Probe(kubectl, "kustomize", folder.Path)
            ? null
            : "needs kubectl on the PATH whose kustomize supports components (1.21 or newer)";
    }
}
