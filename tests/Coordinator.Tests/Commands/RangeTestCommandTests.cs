using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Sweeps of range tests and what takes its rates from them, with scripted curves: the running mean is least at step 2, where
/// the rate is 0.1 * 2^2.</summary>
public sealed class RangeTestCommandTests : IDisposable
{
    private const string Tests =
        "name: tests\ndataset: glyphs\nkind: lr-range\nrange: {start: 0.1, factor: 2}\nseeds: 2\nspace: {hidden: [[8], [8, 4]]}\n";

    private const string Tuned =
        "name: tuned\ndataset: glyphs\nbase: {optimizer: sgd, epochs: 1, lr: from-range-test}\nrange_test: {of: tests}\n"
        + "space: {hidden: [[8], [8, 4]]}\n";

    private readonly CommandRig _rig = new();

    public RangeTestCommandTests() => _rig.Trainer.Script = lease => lease.Configuration.RangeTest is null
        ? null
        : new TrialOutcome.Succeeded(
            new(new(1, 1, 0.5, null, null, 0.4, 0.25, 100), 2, 0.1, 100, "")
            {
                Range = new() { Settings = lease.Configuration.RangeTest, Losses = [3, 2, 1, 4], RunningMeans = [3, 2.5, 1, 2] },
            },
            StoppedEarly: false);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Run_RangeTests_SuggestsARatePerNetwork()
    {
        var (code, output, _) = await _rig.RunAsync("run", _rig.WriteSpec(Tests), "--quiet");

        code.ShouldBe(0);
        var words = string.Join(' ', output.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        words.ShouldContain("min running loss at lr minimum/2 steepest");
        // Both seeds have the same loss, which has no interval.
        words.ShouldContain("[8, 4] 1.0000 0.4000 0.2000");
    }

    [Fact]
    public async Task Run_RatesFromRangeTests_AreNumbersInTheRecordedSpec()
    {
        await _rig.FinishAsync(Tests);

        await _rig.FinishAsync(Tuned);

        _rig.Trainer.Leases.Where(lease => lease.SweepId == "tuned-1")
            .ShouldAllBe(lease => lease.Configuration.Optimizer.LearningRate == 0.2);
        (await _rig.RunAsync("show", "tuned-1", "--spec")).Output.ShouldEndWith(
            "# Found by tests-1 when the sweep was submitted.\nrates:\n  - {where: {hidden: [8]}, lr: 0.2}\n"
            + "  - {where: {hidden: [8, 4]}, lr: 0.2}\n");
    }

    [Fact]
    public async Task Run_ASpecInJson_TakesItsRatesFromRangeTests()
    {
        await _rig.FinishAsync(Tests);

        await _rig.FinishAsync("""
            {"name": "tuned", "dataset": "glyphs", "range_test": {"of": "tests"},
             "base": {"optimizer": "sgd", "epochs": 1, "lr": "from-range-test"}, "space": {"hidden": [[8], [8, 4]]}}
            """);

        _rig.Trainer.Leases.Where(lease => lease.SweepId == "tuned-1").Select(lease => lease.Configuration.Optimizer.LearningRate)
            .ShouldBe([0.2, 0.2]);
    }

    [Fact]
    public async Task Run_RatesFromTestsThatWereNeverRun_IsRefused()
    {
        var (code, _, error) = await _rig.RunAsync("run", _rig.WriteSpec(Tuned));

        code.ShouldBe(2);
        error.ShouldContain("There is no sweep 'tests'");
    }

    [Fact]
    public async Task Show_ARangeTest_SumsItUp()
    {
        await _rig.FinishAsync(Tests);

        var (_, output, _) = await _rig.RunAsync("show", "tests-1", "--trial", "0");

        output.ShouldContain("minimum           running mean 1.0000 at lr 0.4000, step 3");
        output.ShouldContain("suggested lr      0.2000 (minimum / 2)");
    }

    [Fact]
    public async Task Show_ARangeTestThatIsLeastAtItsStart_SuggestsTheStartAndSaysWhy()
    {
        _rig.Trainer.Script = lease => new TrialOutcome.Succeeded(
            new(new(1, 1, 0.5, null, null, 0.1, 0.25, 100), 2, 0.1, 100, "")
            {
                Range = new() { Settings = new(0.1, 2, 10, null, 0.98), Losses = [1, 2], RunningMeans = [1, 2] },
            },
            StoppedEarly: false);
        await _rig.FinishAsync(Tests);

        var (_, output, _) = await _rig.RunAsync("show", "tests-1", "--trial", "0");

        output.ShouldContain("suggested lr      0.1000 (start of the test; minimum / 2 was not tested)");
    }

    [Fact]
    public async Task Export_Steps_HasARowPerStepOfEveryTest()
    {
        await _rig.FinishAsync(Tests);

        var (code, output, _) = await _rig.RunAsync("export", "tests-1", "--what", "steps");

        code.ShouldBe(0);
        var lines = output.TrimEnd().Split('\n');
        lines.Length.ShouldBe(1 + (4 * 4));
        lines[0].ShouldBe("trial,step,lr,loss,running_loss,smoothed_loss");
        lines[3].ShouldStartWith("0,3,0.4,1,1,");
    }
}
