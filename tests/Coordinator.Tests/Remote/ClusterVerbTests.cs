using SweepCluster.Api.Keys;
using SweepCluster.Coordinator.Tests.Api;
using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Tests.Remote;

/// <summary>Every command with <c>--cluster</c>.</summary>
public sealed class ClusterVerbTests : IAsyncLifetime
{
    private readonly ClusterRig _rig = new();

    public async ValueTask InitializeAsync() => await _rig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Verbs_ThatShow_PrintTheSameAsLocally()
    {
        _rig.Api.Trainer.Script = lease => lease.Trial switch
        {
            1 => new TrialOutcome.Diverged(2, 1000),
            2 => new TrialOutcome.Succeeded(
                Testing.Runtime.ScriptedTrainer.FinalOf(2, 2) with { TestLoss = double.PositiveInfinity }, StoppedEarly: false),
            _ => null,
        };
        await _rig.Api.FinishAsync();
        string[] verbs =
        [
            "ls", "ls --json", "show", "show --json", "show quick-1 --spec", "show --trial 3", "show --trial 1 --json", "show --trial 9",
            "show none",
            "leaderboard", "leaderboard --top 1 --json", "leaderboard --top 0", "watch --quiet", "watch --json", "export",
            "export --what metrics", "export --what leaderboard",
            "export --format json", "export --what metrics --format json", "export --what leaderboard --format json", "pause quick-1",
            "cancel quick-1", "resume quick-1",
        ];

        foreach (var verb in verbs)
        {
            var local = await _rig.RunLocallyAsync(verb.Split(' '));
            (await _rig.RunAsync(verb.Split(' '))).ShouldBe(local, verb);
        }
    }

    [Fact]
    public async Task Run_ASpec_ShowsTheSweepThatTheServerRuns()
    {
        var (code, output, error) = await _rig.RunAsync("run", _rig.SpecFile);

        error.ShouldBe("");
        code.ShouldBe(0);
        var lines = output.Split('\n');
        lines[0].ShouldBe("quick-1: 2 configurations x 2 seeds = 4 trials");
        lines.Count(line => line.Contains("  trial ")).ShouldBe(4);
        output.ShouldContain("quick-1 finished in 0:00: 4 succeeded.");
        _rig.Api.Trainer.Leases.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Run_Interrupted_StopsOnlyTheWatching()
    {
        var gate = _rig.Api.Trainer.HoldBefore(2, epoch: 2);
        var running = _rig.RunAsync("run", _rig.SpecFile);
        await gate.Reached;
        await _rig.CtrlC.CancelAsync();

        var (code, output, _) = await running;

        code.ShouldBe(130);
        output.ShouldContain($"quick-1 continues. Watch it again with: ./sweep watch quick-1 --cluster {_rig.Url}");
        (await _rig.RunAsync("ls")).Output.ShouldContain("running");
        var watching = _rig.RunAsync("watch", "--quiet");
        gate.Open();
        (await watching).Output.ShouldStartWith("quick-1 finished");
    }

    [Fact]
    public async Task Change_ARunningSweep_ReachesTheServer()
    {
        var gate = _rig.Api.Trainer.HoldBefore(2, epoch: 2);
        await _rig.Api.SubmitAsync();
        await gate.Reached;

        (await _rig.RunAsync("pause", "quick")).Output.ShouldBe("quick-1 is paused. Go on with: ./sweep resume quick-1\n");
        gate.Open();
        (await _rig.RunAsync("resume", "quick", "--quiet")).Code.ShouldBe(0);
        (await _rig.RunAsync("extend", "quick", "--seeds", "+1", "--quiet")).Code.ShouldBe(0);
        (await _rig.RunAsync("extend", "quick", "--epochs", "+1", "--quiet")).Code.ShouldBe(0);
        (await _rig.RunAsync("show")).Output.ShouldContain("6 succeeded");
        (await _rig.RunAsync("cancel", "quick")).Code.ShouldBe(2);
    }

    [Theory]
    [InlineData("rm quick-1", "Run it there")]
    [InlineData("data list", "Leave out --cluster")]
    [InlineData("keys ls", "Leave out --cluster")]
    [InlineData("serve", "Leave out --cluster")]
    public async Task Verb_OfThisMachine_IsRefused(string verb, string hint)
    {
        var (code, _, error) = await _rig.RunAsync(verb.Split(' '));

        code.ShouldBe(2);
        error.ShouldContain(hint);
    }

    [Fact]
    public async Task Run_WithAFolderOfTheServer_IsRefusedWhereItIsNotPermitted()
    {
        var (code, _, error) = await _rig.RunAsync("run", _rig.SpecFile, "--data", "/etc");

        code.ShouldBe(2);
        error.ShouldContain("--allow-data");
    }

    [Fact]
    public async Task Doctor_OfACluster_SaysWhoAnswers() =>
        (await _rig.RunAsync("doctor")).Output.Split('\n')
            .ShouldContain(line => line.StartsWith("cluster ") && line.Contains($"{_rig.Url} answers"));

    [Fact]
    public async Task Key_FromAFile_IsSent()
    {
        var file = Path.Combine(_rig.Api.Home, "key");
        await File.WriteAllTextAsync(file, _rig.Api.AddKey(KeyScope.Read, "eve") + "\n", ApiRig.Cancellation);

        var (without, _, missing) = await _rig.RunAsync("ls");
        var (read, _, _) = await _rig.RunAsync("ls", "--api-key-file", file);
        var (written, _, forbidden) = await _rig.RunAsync("run", _rig.SpecFile, "--api-key-file", file);
        var (_, doctor, _) = await _rig.RunAsync("doctor", "--json", "--api-key-file", file);

        (without, read, written).ShouldBe((2, 0, 2));
        missing.ShouldContain("--api-key-file");
        forbidden.ShouldContain("'eve' has the scope 'read'");
        doctor.ShouldContain("the key 'eve' may read");
    }
}
