using System.Text.Json;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Options that change a spec, several specs in one command, and the question before a long run.</summary>
public sealed class OverrideCommandTests : IDisposable
{
    // An hour has 3,600 seconds; the scripted trainer takes 2.5 ms for an image.
    private const string LongSpec =
        "name: long\ndataset: mnist\nsplit: {last: 10000}\nseeds: 2\nbase: {epochs: 100, hidden: [2000, 2000]}\nlimits: {trials: 1}\n";

    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Run_WithOverrides_RecordsTheChangedSpec()
    {
        var (code, _, error) = await _rig.RunAsync(
            "run", _rig.WriteSpec(), "--set", "base.lr=0.1", "--set", "space.width=[32,64]", "--seeds", "1", "--epochs", "3",
            "--name", "other", "--tag", "first", "--tag", "second", "--quiet");

        (code, error).ShouldBe((0, ""));
        var text = (await _rig.RunAsync("show", "other-1", "--spec")).Output;
        text.ShouldContain("lr: 0.1");
        text.ShouldContain("width: [32, 64]");
        text.ShouldContain("seeds: 1");
        text.ShouldContain("epochs: 3");
        text.ShouldContain("tags: [\"first\", \"second\"]");
        _rig.Trainer.Leases.Count.ShouldBe(2);
        _rig.Trainer.Leases.ShouldAllBe(lease => lease.EpochTarget == 3);
    }

    [Theory]
    [InlineData("--set base.lr=many", "--set base.lr=many: base.lr: ")]
    [InlineData("--seeds 0", "--seeds 0: seeds: ")]
    [InlineData("--epochs -3", "--epochs -3: base.epochs: ")]
    [InlineData("--name Latest!", "--name Latest!: name: ")]
    [InlineData("--name latest", "--name latest: name: ")]
    [InlineData("--set lr", "--set: 'lr' is not of the form KEY=VALUE")]
    public async Task Run_WithAnOverrideThatIsWrong_NamesTheOptionAndRecordsNothing(string option, string message)
    {
        var (code, _, error) = await _rig.RunAsync(["run", _rig.WriteSpec(), .. option.Split(' ')]);

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldStartWith(message);
        (await _rig.RunAsync("ls")).Output.ShouldContain("No sweep yet");
    }

    [Fact]
    public async Task Run_DryRun_PrintsThePlanOfTheChangedSpecAndRecordsNothing()
    {
        var (code, output, _) = await _rig.RunAsync("run", _rig.WriteSpec(), "--set", "space.width=[32,64,128]", "--dry-run");

        code.ShouldBe(0);
        output.ShouldContain("configurations    3");
        output.ShouldBe((await _rig.RunAsync("validate", _rig.WriteSpec(), "--set", "space.width=[32,64,128]")).Output);
        (await _rig.RunAsync("ls")).Output.ShouldContain("No sweep yet");
        _rig.Trainer.Leases.ShouldBeEmpty();
    }

    [Fact]
    public async Task Validate_ASpec_SaysHowLongItTakesAndWhatItCosts()
    {
        // 60,000 images of which 100 are held out, 2 epochs, and a third of the cost for 2 x 100 and 10,000 images: 2.5 ms each.
        const double trial = ((2 * (59_900 + (100 / 3.0))) + (10_000 / 3.0)) * 0.0025;

        var (_, output, _) = await _rig.RunAsync("validate", _rig.WriteSpec());
        var json = JsonDocument.Parse((await _rig.RunAsync("validate", _rig.WriteSpec(), "--json")).Output).RootElement;

        output.ShouldContain("time              about 20:32 on this machine (1 worker)");
        output.ShouldContain("cost              20:32 of one worker; checkpoints of at most ");
        output.ShouldNotContain("multiply-adds");
        json.GetProperty("estimated_seconds").GetDouble().ShouldBe(4 * trial, 1);
        json.GetProperty("estimated_worker_seconds").GetDouble().ShouldBe(4 * trial, 1);
        json.GetProperty("workers").GetInt32().ShouldBe(1);
        json.GetProperty("multiply_adds").GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Validate_AConfigurationThatCannotBeTimed_SaysSo()
    {
        _rig.Untimed = new BrokenTrainer();

        var (code, output, _) = await _rig.RunAsync("validate", _rig.WriteSpec());

        code.ShouldBe(0);
        output.ShouldContain("time              could not be measured on this machine");
    }

    [Fact]
    public async Task Run_SeveralSpecs_RunsOneAfterTheOther()
    {
        var (first, second) = (_rig.WriteSpec(), _rig.WriteSpec(CommandRig.Spec.Replace("quick", "next"), "next.yaml"));

        var (code, output, _) = await _rig.RunAsync("run", first, second);

        code.ShouldBe(0);
        output.IndexOf("quick-1 finished", StringComparison.Ordinal).ShouldBeInRange(
            0, output.IndexOf("next-1: 2 configurations", StringComparison.Ordinal));
        _rig.Trainer.Leases.Select(lease => lease.SweepId).Distinct().ShouldBe(["quick-1", "next-1"]);
    }

    [Fact]
    public async Task Run_SeveralSpecsOfWhichOneIsWrong_StartsNone()
    {
        var (code, _, error) = await _rig.RunAsync("run", _rig.WriteSpec(), _rig.WriteSpec("name: bad\n", "bad.yaml"));

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldContain("bad.yaml");
        (await _rig.RunAsync("ls")).Output.ShouldContain("No sweep yet");
    }

    [Fact]
    public async Task Run_SeveralSpecsOfWhichOneFails_GoesOnAndEndsWithItsCode()
    {
        _rig.Trainer.Script = lease => lease.SweepId == "quick-1" ? new TrialOutcome.Failed("the disk is on fire") : null;

        var (code, output, _) = await _rig.RunAsync(
            "run", _rig.WriteSpec(), _rig.WriteSpec(CommandRig.Spec.Replace("quick", "next"), "next.yaml"));

        code.ShouldBe(ExitCodes.FailedTrials);
        output.ShouldContain("next-1 finished");
    }

    [Fact]
    public async Task Run_MoreThanAnHour_IsAskedFirstAtATerminal()
    {
        var questions = new List<string>();
        _rig.Confirm = question =>
        {
            questions.Add(question);
            return false;
        };

        var (code, output, _) = await _rig.RunAsync("run", _rig.WriteSpec(LongSpec));

        code.ShouldBe(ExitCodes.Interrupted);
        output.ShouldContain("Nothing was started.");
        questions.ShouldHaveSingleItem().ShouldStartWith("long will take about 3:42:");
        (await _rig.RunAsync("ls")).Output.ShouldContain("No sweep yet");
    }

    [Fact]
    public async Task Run_MoreThanAnHourWithYes_AsksNothing()
    {
        _rig.Confirm = _ => throw new InvalidOperationException("No question is expected.");

        (await _rig.RunAsync("run", _rig.WriteSpec(LongSpec), "--yes", "--quiet")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Run_AShortSweep_AsksAndMeasuresNothing()
    {
        _rig.Confirm = _ => throw new InvalidOperationException("No question is expected.");

        (await _rig.RunAsync("run", _rig.WriteSpec(), "--quiet")).Code.ShouldBe(0);
        _rig.Calibrated.Leases.ShouldBeEmpty();
    }

    [Fact]
    public async Task Submit_WithoutAServer_IsRefused()
    {
        var (code, _, error) = await _rig.RunAsync("submit", _rig.WriteSpec());

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldContain("--cluster URL");
        (await _rig.RunAsync("ls")).Output.ShouldContain("No sweep yet");
    }

    private sealed class BrokenTrainer : ITrainer
    {
        public TrialOutcome Train(TrialLease lease, ITrialObserver observer, CancellationToken stop) =>
            throw new InvalidOperationException("the trainer is broken");
    }
}
