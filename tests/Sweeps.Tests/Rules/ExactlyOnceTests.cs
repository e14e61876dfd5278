using SweepCluster.Model.Trials;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Rules;

/// <summary>Whatever happens in whatever order, a sweep ends with exactly its grid.</summary>
public sealed class ExactlyOnceTests
{
    private const int Steps = 300;

    private static readonly string[] Bodies =
    [
        "seeds: 2\nspace: {width: [1, 2, 3, 4, 5]}\n",
        "seeds: 3\nspace: {width: [1, 2, 3]}\nlimits: {attempts: 1}\n",
        "seeds: 3\nspace: {width: [1, 2, 3]}\nlimits: {trials: 7, attempts: 3}\n",
    ];

    private static readonly int[] Configurations = [5, 3, 3];

    [Fact]
    public void Sweep_ThroughAnyInterleaving_EndsWithExactlyItsGrid()
    {
        var happened = new Dictionary<string, int>();
        for (var seed = 0UL; seed < 600; seed++)
        {
            var which = (int)(seed % (ulong)Bodies.Length);
            var model = new RuntimeModel(Specs.Quick(Bodies[which]), Configurations[which], seed);
            for (var step = 0; step < Steps; step++)
                model.Step();
            model.Finish();

            ShouldBeComplete(model, $"seed {seed}");
            foreach (var (name, count) in model.Happened)
                happened[name] = happened.GetValueOrDefault(name) + count;
        }

        foreach (var name in new[] { "crash", "late", "pause", "resume", "more epochs", "more seeds" })
            happened.GetValueOrDefault(name).ShouldBeGreaterThan(100, name);
    }

    private static void ShouldBeComplete(RuntimeModel model, string because)
    {
        model.Sweep.Status.ShouldBe(SweepStatus.Finished, because);
        model.Trials.Keys.ShouldBe(Enumerable.Range(0, (int)model.TrialsInAll).Select(trial => (long)trial), because);
        foreach (var trial in model.Trials.Values)
        {
            trial.State.ShouldBeOneOf(TrialState.Succeeded, TrialState.Diverged, TrialState.Failed);
            trial.Configuration.ShouldBe(trial.Trial % model.Sweep.Configurations, because);
            trial.SeedIndex.ShouldBe((int)(trial.Trial / model.Sweep.Configurations), because);
            trial.Pass.ShouldBe(model.Sweep.Pass, because);
            if (trial.State != TrialState.Succeeded)
                continue;
            // Where training it further failed for good, the earlier result stands, and says so.
            if (trial.Reason.Length == 0)
                trial.Epochs.ShouldBe(model.EpochTarget, because);
            else
                trial.Reason.ShouldContain($"the result of {trial.Epochs} epochs stands", Case.Sensitive, because);
            trial.Continuation.ShouldBeNull(because);
            trial.TrainSeconds.ShouldBe(2.0 * trial.Epochs, $"{because}: each epoch's time counts once");
            for (var epoch = 1; epoch <= trial.Epochs; epoch++)
                model.RecordedEpochs.ShouldContain((trial.Trial, epoch), because);
        }

        model.Successes.ShouldAllBe(success => success.Value == 1, because);
    }
}
