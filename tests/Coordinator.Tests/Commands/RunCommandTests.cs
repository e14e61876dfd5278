using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Run_WithoutATerminal_PrintsALinePerTrialAndTheLeaderboard()
    {
        var (code, output, error) = await _rig.RunAsync("run", _rig.WriteSpec());

        error.ShouldBe("");
        code.ShouldBe(0);
        var lines = output.Split('\n');
        lines[0].ShouldBe("quick-1: 2 configurations x 2 seeds = 4 trials, 1 worker");
        lines.Count(line => line.Contains("  trial ")).ShouldBe(4);
        // Trial 3 is the second seed of width 16: the loss after 2 epochs is 1 / (2 + 3).
        output.ShouldContain("4/4  trial 3  width=16, seed 2:  val_accuracy 0.8000, 2 epochs in 0.500 s");
        output.ShouldContain("quick-1 finished in 0:00: 4 succeeded.");
        output.ShouldContain("rank  width    val_accuracy");
        output.ShouldContain("  =1     16  0.7333 ±0.8475");
    }

    [Fact]
    public async Task Run_TrialsThatFail_EndsWithThreeAndSaysWhereToLook()
    {
        _rig.Trainer.Script = lease => lease.Trial == 1 ? new TrialOutcome.Failed("the disk is on fire") : null;

        var (code, output, _) = await _rig.RunAsync("run", _rig.WriteSpec());

        code.ShouldBe(3);
        output.ShouldContain("trial 1  width=16, seed 1:  failed: the disk is on fire");
        output.ShouldContain("3 succeeded, 1 failed.");
        output.ShouldContain("./sweep show quick-1");
    }

    [Fact]
    public async Task Run_TrialsThatDiverge_EndsWithZeroAndCountsThem()
    {
        _rig.Trainer.Script = lease => lease.Trial == 1 ? new TrialOutcome.Diverged(2, 1000) : null;

        var (code, output, _) = await _rig.RunAsync("run", _rig.WriteSpec());

        code.ShouldBe(0);
        output.ShouldContain("trial 1  width=16, seed 1:  diverged in epoch 2");
        output.ShouldContain("1 of 2 (50 %), 1 diverged");
    }

    [Fact]
    public async Task Run_Interrupted_EndsWith130AndResumeGoesOn()
    {
        var gate = _rig.Trainer.HoldBefore(trial: 2, epoch: 2);
        var running = _rig.RunAsync("run", _rig.WriteSpec());
        await gate.Reached;
        await _rig.CtrlC.CancelAsync();
        _rig.Time.Advance(TimeSpan.FromSeconds(1));

        var (code, output, _) = await running;

        code.ShouldBe(130);
        output.ShouldContain("Stopping");
        output.ShouldContain("quick-1 is interrupted after");
        output.ShouldContain("2 of 4 trials done");
        output.ShouldContain("Go on with: ./sweep resume quick-1");

        gate.Open();
        var (resumed, rest, error) = await _rig.RunAsync("resume");

        error.ShouldBe("");
        resumed.ShouldBe(0);
        rest.ShouldContain("trial 2  ");
        rest.ShouldNotContain("trial 0  ");
        rest.ShouldContain("4 succeeded.");
    }

    [Fact]
    public async Task Run_Quiet_PrintsTheEndOnly()
    {
        var (code, output, _) = await _rig.RunAsync("run", _rig.WriteSpec(), "--quiet");

        code.ShouldBe(0);
        output.ShouldStartWith("quick-1 finished");
    }

    [Theory]
    [InlineData("--workers", "0")]
    [InlineData("--workers", "many")]
    [InlineData("--trainer", "gpu")]
    [InlineData("--wrokers", "1")]
    public async Task Run_BadOption_EndsWithTwoBeforeAnythingIsRecorded(string option, string value)
    {
        var (code, _, error) = await _rig.RunAsync("run", _rig.WriteSpec(), option, value);

        code.ShouldBe(2);
        error.ShouldContain(option);
        Directory.Exists(_rig.Home).ShouldBeFalse();
    }

    [Fact]
    public async Task AnyVerb_InternalError_IsOneLineAndALogFile()
    {
        _rig.OpenStore = () => throw new InvalidOperationException("a bug\nwith details");

        var (code, _, error) = await _rig.RunAsync("ls");

        code.ShouldBe(1);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith("Internal error: InvalidOperationException: a bug Details: ");
        var log = Directory.EnumerateFiles(Path.Combine(_rig.Home, "logs")).ShouldHaveSingleItem();
        File.ReadAllText(log).ShouldContain("   at ");
        error.ShouldContain(log);
    }
}
