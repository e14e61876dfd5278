using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The commands that change a recorded sweep.</summary>
public sealed class ChangeCommandTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Extend_Seeds_RunsOnlyTheNewTrials()
    {
        await _rig.FinishAsync();

        var (code, output, _) = await _rig.RunAsync("extend", "quick-1", "--seeds", "+1");

        code.ShouldBe(0);
        output.ShouldContain("2 configurations x 3 seeds = 6 trials");
        output.ShouldContain("trial 4  ");
        output.ShouldNotContain("trial 3  ");
    }

    [Fact]
    public async Task Extend_Epochs_RunsEveryTrialFurther()
    {
        await _rig.FinishAsync();

        var (code, output, _) = await _rig.RunAsync("extend", "quick-1", "--epochs", "+3");

        code.ShouldBe(0);
        output.Split('\n').Count(line => line.Contains(", 5 epochs in ")).ShouldBe(4);
    }

    [Theory]
    [InlineData("--epochs +5")]
    [InlineData("two changes", "--seeds", "+1", "--epochs", "+1")]
    [InlineData("--seeds: 0", "--seeds", "0")]
    public async Task Extend_WithoutASensibleAmount_IsRefused(string hint, params string[] arguments)
    {
        await _rig.FinishAsync();

        var (code, _, error) = await _rig.RunAsync(["extend", "quick-1", .. arguments]);

        code.ShouldBe(2);
        error.ShouldContain(hint);
    }

    [Fact]
    public async Task Resume_AFinishedSweep_IsRefusedWithARemedy()
    {
        await _rig.FinishAsync();

        var (code, _, error) = await _rig.RunAsync("resume", "quick-1");

        code.ShouldBe(2);
        error.ShouldContain("./sweep extend quick-1");
    }

    [Fact]
    public async Task Cancel_AnInterruptedSweep_EndsItUntilItIsTakenUpAgain()
    {
        var gate = _rig.Trainer.HoldBefore(trial: 1, epoch: 1);
        var running = _rig.RunAsync("run", _rig.WriteSpec());
        await gate.Reached;
        await _rig.CtrlC.CancelAsync();
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        (await running).Code.ShouldBe(130);

        (await _rig.RunAsync("ls")).Output.ShouldContain("interrupted");
        (await _rig.RunAsync("cancel", "quick-1")).Output.ShouldBe($"quick-1 is cancelled.{Environment.NewLine}");
        (await _rig.RunAsync("resume", "quick-1")).Error.ShouldContain("./sweep retry quick-1 --cancelled");
        gate.Open();
        (await _rig.RunAsync("retry", "quick-1", "--cancelled")).Code.ShouldBe(0);
        (await _rig.RunAsync("ls")).Output.ShouldContain("finished");
    }

    [Fact]
    public async Task Edit_ALimit_IsObeyedWhenTheSweepGoesOn()
    {
        await _rig.FinishAsync(CommandRig.Spec + "limits: {trials: 2, failures: 5}\n");

        var (code, output, _) = await _rig.RunAsync("edit", "quick-1", "--set", "limits.trials=3", "description=a longer one");

        code.ShouldBe(0);
        output.ShouldContain("./sweep resume quick-1");
        (await _rig.RunAsync("resume", "quick-1")).Code.ShouldBe(0);
        // The header and three trials.
        (await _rig.RunAsync("export", "quick-1")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);
        var spec = (await _rig.RunAsync("show", "quick-1", "--spec")).Output;
        spec.ShouldContain("failures: 5");
        spec.ShouldContain("a longer one");
    }

    [Theory]
    [InlineData("not of the form KEY=VALUE", "limits.trials")]
    [InlineData("not the path of a setting", "a.b.c=1")]
    [InlineData("results depend on it", "base.epochs=9")]
    [InlineData("limits.trials", "limits.trials=-1")]
    [InlineData("There is no 'tryals' here", "limits.tryals=1")]
    public async Task Edit_WhatCanNotBe_IsRefusedAndChangesNothing(string hint, string assignment)
    {
        await _rig.FinishAsync();

        var (code, _, error) = await _rig.RunAsync("edit", "quick-1", "--set", assignment);

        code.ShouldBe(2);
        error.ShouldContain(hint);
        (await _rig.RunAsync("show", "quick-1", "--spec")).Output.ShouldBe(CommandRig.Spec);
    }

    [Fact]
    public async Task Retry_FailedTrials_TrainsThemAgainAndShowsThem()
    {
        _rig.Trainer.Script = lease => lease.Trial == 1 ? new TrialOutcome.Failed("bad luck") : null;
        (await _rig.RunAsync("run", _rig.WriteSpec())).Code.ShouldBe(3);
        _rig.Trainer.Script = _ => null;

        var (code, output, _) = await _rig.RunAsync("retry", "quick-1");

        code.ShouldBe(0);
        output.ShouldContain("trial 1  ");
        output.ShouldNotContain("trial 2  ");
        (await _rig.RunAsync("retry", "quick-1")).Error.ShouldContain("no failed trial");
    }

    [Theory]
    [InlineData("exclude each other", "--trial", "1", "--cancelled")]
    [InlineData("not the number of a trial", "--trial", "-1")]
    [InlineData("no trial 99", "--trial", "99")]
    public async Task Retry_WithoutASensibleChoice_IsRefused(string hint, params string[] arguments)
    {
        await _rig.FinishAsync();

        var (code, _, error) = await _rig.RunAsync(["retry", "quick-1", .. arguments]);

        code.ShouldBe(2);
        error.ShouldContain(hint);
    }

    [Fact]
    public async Task Cancel_WithoutAnId_IsRefused()
    {
        await _rig.FinishAsync();

        (await _rig.RunAsync("cancel")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task Pause_AFinishedSweep_IsRefused()
    {
        await _rig.FinishAsync();

        var (code, _, error) = await _rig.RunAsync("pause", "quick-1");

        code.ShouldBe(2);
        error.ShouldContain("quick-1 is finished");
    }
}
