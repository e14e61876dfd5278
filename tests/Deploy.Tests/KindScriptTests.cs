using System.Diagnostics;
using System.Runtime.Versioning;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests;

/// <summary>The script for kind. Programs in the place of docker, kind and kubectl record their arguments, and fail where a file among
/// them is missing.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KindScriptTests : IDisposable
{
    private const string Recorder = """
        #!/usr/bin/env bash
        set -euo pipefail
        echo "$(basename "$0") $*" >> "$SCRIPT_LOG"
        previous=
        for word in "$@"; do
          case $previous in
            -f) [ -f "$word" ] || { echo "no file $word" >&2; exit 9; } ;;
            -k) "$REAL_KUBECTL" kustomize "$word" >/dev/null ;;
            -v) folder=${word%%:*} ;;
          esac
          case $word in
            --from-file=*) [ -s "${word##*=}" ] || { echo "no file in $word" >&2; exit 9; } ;;
          esac
          previous=$word
        done
        case "$(basename "$0") $*" in
          docker\ run*) echo '{}' > "$folder/keys.json"; echo swp_key ;;
          kubectl*get\ secret*) exit 1 ;;
        esac
        """;

    /// <summary>What the script may use of the machine, so that the machine's own docker and kind are not found.</summary>
    private static readonly string[] Tools =
        ["bash", "env", "basename", "cat", "dirname", "grep", "id", "mktemp", "od", "rm", "sed", "sleep", "tr"];

    private static readonly string Script = RepositoryFolder.Combine("deploy", "hack", "kind.sh");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ShellcheckFact]
    public async Task Scripts_OfTheDeployment_PassShellcheck()
    {
        var scripts = Directory.GetFiles(RepositoryFolder.Combine("deploy"), "*.sh", SearchOption.AllDirectories);
        scripts.ShouldNotBeEmpty();

        var (code, output, _) = await ChildProcess.RunAsync(new("shellcheck", scripts));

        code.ShouldBe(0, output);
    }

    [KubectlFact]
    public async Task Script_OnAMachineWithoutACluster_MakesOneAndSubmitsASweep()
    {
        var result = await RunAsync(["docker", "kind", "kubectl"]);

        result.Code.ShouldBe(0, result.Error);
        var version = Sources.Read("Directory.Build.props").Split("<Version>")[1].Split("</Version>")[0];
        ShouldHappenInOrder(
            "docker info",
            "kind create cluster --name sweepcluster",
            $"docker build -f deploy/docker/silo.Dockerfile --build-arg VERSION={version} -t sweep-silo:{version}",
            $"docker build -f deploy/docker/api.Dockerfile --build-arg VERSION={version} -t sweep-api:{version}",
            $"kind load docker-image --name sweepcluster sweep-silo:{version} sweep-api:{version}",
            "apply -f deploy/k8s/base/namespace.yaml",
            "create secret generic sweep-api-keys",
            "create secret generic sweep-submit-key",
            "create secret generic sweep-postgres",
            "apply -k deploy/k8s/overlays/dev",
            "wait --for=condition=complete job/migrate",
            "rollout status deployment/coordinator",
            "rollout status deployment/api",
            "apply -k deploy/k8s/examples/submit",
            "logs --follow job/submit-quickstart");
        // The cluster that the user works with otherwise is left alone.
        Log().Where(line => line.StartsWith("kubectl", StringComparison.Ordinal))
            .ShouldAllBe(line => line.StartsWith("kubectl --context kind-sweepcluster ", StringComparison.Ordinal));
        Directory.EnumerateFileSystemEntries(_folder.Combine("tmp")).ShouldBeEmpty("secrets are left behind");
    }

    [KubectlFact]
    public async Task Script_WithDelete_TakesTheClusterAway()
    {
        var result = await RunAsync(["docker", "kind", "kubectl"], "--delete");

        result.Code.ShouldBe(0, result.Error);
        Log().ShouldBe(["kind delete cluster --name sweepcluster"]);
    }

    [KubectlFact]
    public async Task Script_WithoutAProgramThatItNeeds_SaysWhichOne()
    {
        var result = await RunAsync(["docker", "kubectl"]);

        result.Code.ShouldBe(1);
        result.Error.ShouldBe("kind.sh: kind is not on the PATH. Install docker, kind and kubectl, and try again.\n");
        File.Exists(_folder.Combine("log")).ShouldBeFalse();
    }

    [KubectlFact]
    public async Task Script_WithAnUnknownOption_IsRefused()
    {
        var result = await RunAsync(["docker", "kind", "kubectl"], "--now");

        result.Code.ShouldBe(2);
        result.Error.ShouldContain("--now is unknown");
    }

    private Task<ChildResult> RunAsync(string[] programs, params string[] arguments)
    {
        Directory.CreateDirectory(_folder.Combine("tmp"));
        Directory.CreateDirectory(_folder.Combine("bin"));
        foreach (var tool in Tools)
            File.CreateSymbolicLink(_folder.Combine("bin", tool), OnPath.Find(tool).ShouldNotBeNull(tool));
        foreach (var program in programs)
        {
            File.WriteAllText(_folder.Combine("bin", program), Recorder.ReplaceLineEndings("\n"));
            File.SetUnixFileMode(_folder.Combine("bin", program), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo(OnPath.Find("bash")!, [Script, .. arguments]) { WorkingDirectory = _folder.Path };
        start.Environment["REAL_KUBECTL"] = OnPath.Find("kubectl");
        start.Environment["PATH"] = _folder.Combine("bin");
        start.Environment["SCRIPT_LOG"] = _folder.Combine("log");
        start.Environment["TMPDIR"] = _folder.Combine("tmp");
        return ChildProcess.RunAsync(start);
    }

    private string[] Log() => File.ReadAllLines(_folder.Combine("log"));

    private void ShouldHappenInOrder(params string[] parts)
    {
        var (lines, next) = (Log(), 0);
        foreach (var part in parts)
        {
            var found = Array.FindIndex(lines, next, line => line.Contains(part, StringComparison.Ordinal));
            found.ShouldBeGreaterThanOrEqualTo(0, $"'{part}' does not come after line {next}:\n{string.Join('\n', lines)}");
            next = found + 1;
        }
    }
}
