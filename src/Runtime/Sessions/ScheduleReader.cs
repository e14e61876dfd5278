using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Rules;
using SweepCluster.Sweeps.Scheduling;

namespace SweepCluster.Runtime.Sessions;

/// <summary>Builds the schedule of a sweep again from its recorded results.</summary>
public static class ScheduleReader
{
    /// <summary>The state with its schedule; the same state for a sweep that trains every trial to its end.</summary>
    /// <param name="adopt">See <see cref="SweepState.Recover"/>.</param>
    /// <exception cref="SweepException">The results lead to other decisions than those recorded (Environment).</exception>
    public static async Task<SweepState> RecoverAsync(
        IResultReader store, SweepState state, SweepSpec spec, bool adopt, CancellationToken cancellation)
    {
        if (SweepSchedulers.Start(spec, state.Sweep.Configurations) is not { } start)
            return state;
        var records = await ReadAsync(store, state.Sweep.Id, spec, cancellation);
        return state.WithSchedule(
            ScheduleRecovery.Recover(start, spec.ScheduleName, state.Sweep.Id, records), records, adopt);
    }

    /// <summary>Reads what a schedule is built from. Decisions are read first: results that are saved meanwhile lead to further decisions,
    /// never to fewer.</summary>
    public static async Task<ScheduleRecords> ReadAsync(
        IResultReader store, string sweepId, SweepSpec spec, CancellationToken cancellation)
    {
        var decisions = await store.ReadDecisionsAsync(sweepId, cancellation);
        var trials = new List<TrialRecord>();
        await foreach (var trial in store.ReadTrialsAsync(sweepId, cancellation))
            trials.Add(trial);
        var values = new Dictionary<long, List<double?>>();
        await foreach (var epoch in store.ReadEpochsAsync(sweepId, trial: null, cancellation))
        {
            if (!values.TryGetValue(epoch.Trial, out var own))
                values.Add(epoch.Trial, own = []);
            own.Add(epoch.Report.Value(spec.Objective.Metric) is { } value && double.IsFinite(value) ? value : null);
        }

        return new(trials, values.ToDictionary(own => own.Key, own => (IReadOnlyList<double?>)own.Value), decisions);
    }
}
