using System.Runtime.Versioning;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Commands that only read need no permission to write.</summary>
public sealed class ReadOnlyHomeTests : IDisposable
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute;

    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("ls")]
    [InlineData("show")]
    [InlineData("leaderboard")]
    [InlineData("claims")]
    [InlineData("export")]
    [InlineData("report")]
    [InlineData("predict", "--trial", "0", "--image", "0")]
    [InlineData("explain", "--trial", "0", "--image", "0")]
    [InlineData("images")]
    [InlineData("watch")]
    public async Task ReadingVerb_HomeThatDoesNotExist_CreatesNone(params string[] arguments)
    {
        var (code, output, error) = await _rig.RunAsync(arguments);

        code.ShouldBe(arguments[0] == "ls" ? 0 : 2);
        (output + error).ShouldContain("./sweep run");
        Directory.Exists(_rig.Home).ShouldBeFalse();
    }

    [UnixTheory]
    [InlineData("ls")]
    [InlineData("show")]
    [InlineData("leaderboard")]
    [InlineData("claims")]
    [InlineData("export")]
    [InlineData("watch")]
    [UnsupportedOSPlatform("windows")]
    public async Task ReadingVerb_ReadOnlyHome_Reads(string verb)
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, Requirement.Unprivileged);
        await _rig.FinishAsync();
        File.SetUnixFileMode(_rig.Home, ReadOnly);
        try
        {
            var (code, output, error) = await _rig.RunAsync(verb);

            (code, error).ShouldBe((0, ""));
            output.ShouldNotBeEmpty();
        }
        finally
        {
            File.SetUnixFileMode(_rig.Home, ReadOnly | UnixFileMode.UserWrite);
        }
    }

    [UnixFact]
    [UnsupportedOSPlatform("windows")]
    public async Task Run_ReadOnlyHome_IsRefusedByItsName()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, Requirement.Unprivileged);
        await _rig.FinishAsync();
        File.SetUnixFileMode(_rig.Home, ReadOnly);
        try
        {
            var (code, _, error) = await _rig.RunAsync("run", _rig.WriteSpec());

            code.ShouldBe(1);
            error.ShouldContain($"home {_rig.Home} is read-only");
        }
        finally
        {
            File.SetUnixFileMode(_rig.Home, ReadOnly | UnixFileMode.UserWrite);
        }
    }

    [UnixFact]
    public async Task Run_HomeDeletedMeanwhile_IsAnErrorOfTheEnvironment()
    {
        _rig.Trainer.Script = lease =>
        {
            if (lease.Trial == 1)
                Directory.Delete(_rig.Home, recursive: true);
            return null;
        };

        var (code, output, error) = await _rig.RunAsync("run", _rig.WriteSpec());

        code.ShouldBe(1);
        error.ShouldContain("sweeps.db is gone");
        (output + error).ShouldNotContain("finished");
        (output + error).ShouldNotContain("safe");
    }
}
