using SweepCluster.Model.Trials;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>The commands that show what is recorded.</summary>
public sealed class RecordedSweepTests : IDisposable
{
    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Ls_NoSweeps_SaysHowToStartOne()
    {
        var (code, output, _) = await _rig.RunAsync("ls");

        code.ShouldBe(0);
        output.ShouldContain("./sweep run");
    }

    [Fact]
    public async Task Ls_Sweeps_AreListedOldestFirst()
    {
        await _rig.FinishAsync();
        await _rig.FinishAsync();

        var (_, output, _) = await _rig.RunAsync("ls");

        output.ShouldBe("""
            id       status    trials  failed  diverged  time  created
            quick-1  finished     4/4       0         0  0:00  2026-01-01 00:00:00Z
            quick-2  finished     4/4       0         0  0:00  2026-01-01 00:00:00Z

            """);
    }

    [Theory]
    [InlineData(64, "id       status    trials  failed  diverged  time")]
    [InlineData(48, "id       status    trials  failed  diverged")]
    [InlineData(36, "id       status    trials  failed")]
    public async Task Ls_OnANarrowTerminal_KeepsFailuresLongest(int width, string header)
    {
        await _rig.FinishAsync();
        _rig.Terminal = new(false, () => (width, 24));

        (await _rig.RunAsync("ls")).Output.ShouldStartWith($"{header}\n");
    }

    [Fact]
    public async Task Ls_WithATag_ListsTheSweepsThatHaveIt()
    {
        await _rig.FinishAsync();
        await _rig.FinishAsync("tags: [mnist, Paper]\n" + CommandRig.Spec);
        await _rig.FinishAsync("tags: [mnist]\n" + CommandRig.Spec);

        (await Ids("--tag", "mnist")).ShouldBe(["quick-2", "quick-3"]);
        (await Ids("--tag", "mnist", "--tag", "paper")).ShouldBe(["quick-2"]);
        (await _rig.RunAsync("ls", "--tag", "nothing")).Output.ShouldStartWith("No sweep has the tag 'nothing'. All sweeps: ./sweep ls");
        (await _rig.RunAsync("ls", "--tag", "paper", "--json")).Output.ShouldContain("\"tags\":[\"mnist\",\"Paper\"]");

        async Task<string[]> Ids(params string[] options) =>
            [.. (await _rig.RunAsync(["ls", .. options])).Output.Split('\n')[1..^1].Select(line => line.Split(' ')[0])];
    }

    [Theory]
    [InlineData("quick-3", "Did you mean 'quick-2'?")]
    [InlineData("qick-1", "Did you mean 'quick-1'?")]
    [InlineData("elsewhere", "./sweep ls")]
    public async Task Show_UnknownSweep_NamesTheNearest(string id, string hint)
    {
        await _rig.FinishAsync();
        await _rig.FinishAsync();

        var (code, _, error) = await _rig.RunAsync("show", id);

        code.ShouldBe(2);
        error.ShouldContain($"There is no sweep '{id}'.");
        error.ShouldContain(hint);
    }

    [Theory]
    [InlineData("latest")]
    [InlineData("quick")]
    [InlineData("quick-2")]
    public async Task Show_LatestOrNameOrId_FindsTheNewest(string id)
    {
        await _rig.FinishAsync();
        await _rig.FinishAsync();

        (await _rig.RunAsync("show", id)).Output.ShouldContain("sweep             quick-2");
    }

    [Fact]
    public async Task Show_ASweepWithFailures_TellsWhatHappened()
    {
        _rig.Trainer.Script = lease => lease.Trial == 1 ? new TrialOutcome.Failed("no more magnets") : null;
        await _rig.RunAsync("run", _rig.WriteSpec());

        var (_, output, _) = await _rig.RunAsync("show");

        output.ShouldContain("status            finished");
        output.ShouldContain("trials            3 succeeded, 1 failed");
        output.ShouldContain("trial-failed (trial 1): ");
        output.ShouldContain("no more magnets");
    }

    [Fact]
    public async Task Show_Spec_IsTheSubmittedText()
    {
        await _rig.FinishAsync();

        (await _rig.RunAsync("show", "--spec")).Output.ShouldBe(CommandRig.Spec);
    }

    [Fact]
    public async Task Show_Trial_ListsItsEpochs()
    {
        await _rig.FinishAsync();

        var (code, output, _) = await _rig.RunAsync("show", "quick-1", "--trial", "3");

        code.ShouldBe(0);
        output.ShouldContain("configuration     1: width=16");
        output.ShouldContain("objective         val_accuracy 0.8000");
        output.ShouldContain("""
            epoch  train_loss  train_acc  val_loss  val_acc      lr  seconds
                1      0.2500     0.8750    0.3750   0.7500  0.0010    0.250
                2      0.2000     0.9000    0.3250   0.8000  0.0010    0.250
            """);
    }

    [Fact]
    public async Task Claims_OfAFinishedSweep_AreDecided()
    {
        await _rig.FinishAsync(CommandRig.Spec + "claims:\n  - {that: width=8 < width=16, note: wider is better}\n");

        var (code, output, _) = await _rig.RunAsync("claims");
        var (_, json, _) = await _rig.RunAsync("claims", "--json");

        code.ShouldBe(0);
        output.ShouldContain("width=8 < width=16  val_accuracy  ");
        output.ShouldContain("wider is better");
        json.ShouldContain("\"verdict\":\"");
    }

    [Fact]
    public async Task Claims_LookedAtAgain_CountTheEndsOfTheSweepAndNotTheCommands()
    {
        await _rig.FinishAsync(
            CommandRig.Spec.Replace("seeds: 2", "seeds: 3", StringComparison.Ordinal) + "claims:\n  - {that: width=8 < width=16}\n");

        await _rig.RunAsync("claims");
        (await _rig.RunAsync("claims", "--json")).Output.ShouldContain("\"look\":1,\"max_looks\":5");
        (await _rig.RunAsync("claims")).Output.ShouldContain("1 of at most 5 looks were taken");

        // Events of one instant that say the same are recorded once.
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        (await _rig.RunAsync("extend", "quick-1", "--seeds", "+2", "--quiet")).Code.ShouldBe(0);
        (await _rig.RunAsync("claims", "--json")).Output.ShouldContain("\"look\":2,\"max_looks\":5");
    }

    [Fact]
    public async Task Claims_OfASpecWithOneLook_StayAsTheyWereDecided()
    {
        await _rig.FinishAsync(CommandRig.Spec.Replace("seeds: 2", "seeds: 3", StringComparison.Ordinal)
            + "looks: 1\nclaims:\n  - {that: width=8 < width=16}\n");
        var before = (await _rig.RunAsync("claims", "--json")).Output;

        // Events of one instant that say the same are recorded once.
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        (await _rig.RunAsync("extend", "quick-1", "--seeds", "+2", "--quiet")).Code.ShouldBe(0);

        (await _rig.RunAsync("claims", "--json")).Output.ShouldBe(before);
        before.ShouldContain("\"look\":1,\"max_looks\":1");
    }

    [Fact]
    public async Task Claims_OfALossThatIsTheSameForAllSeeds_HaveNoProbability()
    {
        _rig.Trainer.Script = _ => new TrialOutcome.Succeeded(
            new(new(1, 0.5, 0.5, 0.5, 0.5, 0.1, 0.25, 100), 0.25, 0.5, 100, ""), StoppedEarly: false);
        await _rig.FinishAsync(CommandRig.Spec + "claims:\n  - {that: width=8 < width=16, metric: test_loss}\n");

        var (_, json, _) = await _rig.RunAsync("claims", "--json");

        json.ShouldContain("\"verdict\":\"undecided\",\"test\":\"no variation between 2 seeds\"");
        json.ShouldContain("\"p\":null");
        (await _rig.RunAsync("claims")).Output.ShouldNotContain("over 1,000");
    }

    [Fact]
    public async Task Claims_OfASpecWithoutAny_SaysSo()
    {
        await _rig.FinishAsync();

        (await _rig.RunAsync("claims")).Output.ShouldContain("has no claims");
    }

    [Fact]
    public async Task Show_TrialOutsideTheSweep_NamesTheRange()
    {
        await _rig.FinishAsync();

        var (code, _, error) = await _rig.RunAsync("show", "quick-1", "--trial", "4");

        code.ShouldBe(2);
        error.ShouldContain("0 to 3");
    }

    [Fact]
    public async Task Leaderboard_Top_LimitsItsRows()
    {
        await _rig.FinishAsync();

        var (code, output, _) = await _rig.RunAsync("leaderboard", "--top", "1", "--quiet");

        code.ShouldBe(0);
        output.Trim().Split('\n').Length.ShouldBe(2);
        (await _rig.RunAsync("leaderboard", "--top", "0")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task Leaderboard_PublishedFigures_StandBelowIt()
    {
        await _rig.FinishAsync(CommandRig.Spec
            + "published:\n  - {where: {width: 8}, val_accuracy: 0.5, note: one seed}\n  - {test_loss: 13.6}\n");

        var (_, output, _) = await _rig.RunAsync("leaderboard");

        output.ShouldContain("Published for width=8: val_accuracy 0.5000 (one seed)");
        output.ShouldContain("Published: test_loss 13.600");
    }

    [Fact]
    public async Task Watch_AFinishedSweep_ShowsItsEnd()
    {
        await _rig.FinishAsync();

        var (code, output, _) = await _rig.RunAsync("watch");

        code.ShouldBe(0);
        output.ShouldContain("quick-1 finished");
        output.ShouldNotContain("worker");
    }
}
