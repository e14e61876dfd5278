using System.Text.Json;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Sweeps with <c>stopping</c> on the command line.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private const string Halving =
        "name: quick\ndataset: glyphs\nsplit: {last: 100}\nbase: {epochs: 9}\nstopping: {asha: {eta: 3}}\n"
        + "space: {width: {linear: [8, 72], step: 8}}\n";

    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Verify_OfASweepWithStopping_FindsEveryDecisionTheSame()
    {
        await _rig.FinishAsync(Halving);

        var (code, output, _) = await _rig.RunAsync("verify", "quick-1");
        var (_, json, _) = await _rig.RunAsync("verify", "quick-1", "--json");

        code.ShouldBe(0);
        var decisions = JsonDocument.Parse(json).RootElement.GetProperty("decisions").GetInt32();
        decisions.ShouldBeGreaterThan(9);
        output.Trim().ShouldBe($"{decisions} decisions, all the same.");
    }

    [Fact]
    public async Task Verify_OfAResultThatWasChanged_NamesTheFirstDecisionThatDiffers()
    {
        await _rig.FinishAsync(Halving);
        await using (var store = _rig.Store())
        {
            var better = ScriptedTrainer.ReportOf(0, 1) with { ValidationAccuracy = 2 };
            await store.CommitAsync("quick-1", new(null, [], [new(0, better)], []), TestContext.Current.CancellationToken);
        }

        var (code, output, _) = await _rig.RunAsync("verify", "quick-1");

        code.ShouldBe(1);
        output.ShouldContain("differs.");
        output.ShouldContain("Recorded: ");
        output.ShouldContain("Taken again: ");
    }

    [Fact]
    public async Task Verify_OfASweepWithoutStopping_SaysThatThereAreNoDecisions()
    {
        await _rig.FinishAsync();

        var (code, output, _) = await _rig.RunAsync("verify", "quick-1");

        code.ShouldBe(0);
        output.ShouldContain("trains every trial to its end: there are no decisions.");
    }

    [Fact]
    public async Task Show_OfASweepWithStopping_SaysWhatWasStoppedAndSaved()
    {
        await _rig.FinishAsync(Halving);
        await using var store = _rig.Store();
        var trials = await store.ReadTrialsAsync("quick-1", TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        var (_, output, _) = await _rig.RunAsync("show", "quick-1");

        output.ShouldContain($"{trials.Sum(trial => trial.Epochs)} of 81 epochs");
        output.ShouldContain($"asha: {trials.Count(trial => trial is { State: TrialState.Stopped, Epochs: 1 })} stopped at 1 epoch");
    }

    [Fact]
    public async Task Validate_OfASweepWithStopping_SaysThatItCostsNoMore()
    {
        var (code, output, _) = await _rig.RunAsync("validate", _rig.WriteSpec(Halving));

        code.ShouldBe(0);
        output.ShouldContain("asha decides what is trained");
    }
}
