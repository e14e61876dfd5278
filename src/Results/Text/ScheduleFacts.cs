using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Text;

/// <summary>What the schedule of a sweep has stopped and saved.</summary>
/// <param name="Trained">Number of epochs trained, over all trials.</param>
/// <param name="Full">Number of epochs if every trial were trained to its end.</param>
/// <param name="Stopped">Number of stopped trials by the number of epochs at which they were stopped, ascending.</param>
/// <param name="Dropped">Number of configurations that a race gives no further seeds.</param>
public sealed record ScheduleFacts(long Trained, long Full, IReadOnlyList<KeyValuePair<int, long>> Stopped, long Dropped)
{
    /// <summary>Reads the facts of a sweep; null for one that trains every trial to its end.</summary>
    public static async Task<ScheduleFacts?> ReadAsync(
        IResultReader store, SweepRecord sweep, SweepSpec? spec, CancellationToken cancellation)
    {
        if (spec is null || !spec.IsScheduled)
            return null;
        var (trained, stopped) = (0L, new SortedDictionary<int, long>());
        await foreach (var trial in store.ReadTrialsAsync(sweep.Id, cancellation))
        {
            trained += trial.EpochsTrained;
            if (trial.State == TrialState.Stopped)
                stopped[trial.EpochsTrained] = stopped.GetValueOrDefault(trial.EpochsTrained) + 1;
        }

        var dropped = (await store.ReadDecisionsAsync(sweep.Id, cancellation)).Count(decision => decision.Kind == "drop");
        return new(trained, sweep.Configurations * sweep.Seeds * ConfigurationResolver.BaseEpochs(spec), [.. stopped], dropped);
    }

    /// <summary>The epochs in words: 412 of 6,480 epochs.</summary>
    public string Epochs => $"{FigureText.Count(Trained)} of {FigureText.Plural(Full, "epoch")}";

    /// <summary>What was stopped and dropped, in words: 18 stopped at 1 epoch, 6 at 3 epochs, 2 configurations dropped.</summary>
    public string Rungs
    {
        get
        {
            var rungs = Stopped.Select((rung, index) =>
                $"{FigureText.Count(rung.Value)}{(index == 0 ? " stopped" : "")} at {FigureText.Plural(rung.Key, "epoch")}");
            string[] dropped = Dropped == 0 ? [] : [$"{FigureText.Plural(Dropped, "configuration")} dropped"];
            return string.Join(", ", rungs.Concat(dropped).DefaultIfEmpty("nothing stopped"));
        }
    }
}
