using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The real program with outputs that a shell gives it.</summary>
[Integration]
public sealed class OutputProcessTests
{
    [LinuxFact]
    public async Task AnyVerb_IntoAFullDevice_SaysSoInOneLine()
    {
        var (code, output, error) = await ShellAsync("\"$@\" > /dev/full");

        (code, output).ShouldBe((1, ""));
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith("The output can't be written: ");
    }

    [UnixFact]
    public async Task AnyVerb_IntoAProgramThatHasEnded_EndsQuietly()
    {
        var (code, output, error) = await ShellAsync("\"$@\" | true; exit ${PIPESTATUS[0]}");

        (code, output, error).ShouldBe((141, "", ""));
    }

    private static async Task<ChildResult> ShellAsync(string script) => await ChildProcess.RunAsync(new(
        "bash",
        [
            "-c", script, "bash", "dotnet", Path.Combine(AppContext.BaseDirectory, "sweep.dll"), "validate",
            RepositoryFolder.Combine("sweeps", "quickstart.yaml"),
        ]));
}
