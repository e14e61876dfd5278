using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Trials;
using SweepCluster.Reporting.Protobuf;

namespace SweepCluster.Reporting.TensorBoard;

/// <summary>A trial as TensorBoard reads it: scalars by epoch, and a session of its hparams plugin. The same records give the same bytes,
/// and what is appended to a trial is appended to its events.</summary>
public static class TrialEvents
{
    // Of plugin_data.proto.
    private const string Plugin = "hparams";
    private const string SessionStart = "_hparams_/session_start_info";
    private const string SessionEnd = "_hparams_/session_end_info";
    private const long Success = 1;
    private const long Failure = 2;

    /// <param name="group">Sessions of one group are seeds of one configuration, over which TensorBoard takes the mean.</param>
    /// <param name="settings">What sets the configuration apart.</param>
    /// <param name="epochs">In order.</param>
    public static byte[] Build(
        string group, TrialRecord trial, IReadOnlyCollection<SettingAssignment> settings, IReadOnlyList<EpochReport> epochs)
    {
        var started = Seconds(trial.StartedAt);
        var events = new EventBytes(started);
        events.Plugin(started, SessionStart, Plugin, new ProtoMessage().Add(3, Start(group, trial, settings, started)));
        // Epochs have durations, not times; a pause between two of them isn't seen.
        var at = started;
        foreach (var epoch in epochs)
        {
            at += epoch.Seconds;
            foreach (var metric in Enum.GetValues<Metric>())
            {
                if (epoch.Value(metric) is { } value)
                    events.Scalar(at, epoch.Epoch, metric.Name(), value);
            }

            events.Scalar(at, epoch.Epoch, "lr", epoch.LearningRate);
            events.Scalar(at, epoch.Epoch, "seconds", epoch.Seconds);
        }

        if (trial.State is TrialState.Running or TrialState.Waiting or TrialState.Paused)
            return events.ToArray();
        var ended = trial.FinishedAt is { } finished ? Seconds(finished) : at;
        if (trial.Final is { } final)
            Finish(events, trial, final, ended);
        events.Plugin(
            ended,
            SessionEnd,
            Plugin,
            new ProtoMessage().Add(4, new ProtoMessage().Add(1, IsSuccess(trial) ? Success : Failure).Add(2, ended)));
        return events.ToArray();
    }

    private static bool IsSuccess(TrialRecord trial) => trial.State is TrialState.Succeeded or TrialState.Stopped;

    private static void Finish(EventBytes events, TrialRecord trial, FinalMetrics final, double at)
    {
        if (final.Range is not { } range)
        {
            events.Scalar(at, trial.Epochs, Metric.TestLoss.Name(), final.TestLoss);
            events.Scalar(at, trial.Epochs, Metric.TestAccuracy.Name(), final.TestAccuracy);
            return;
        }

        var smoothed = range.Smoothed();
        for (var step = 0; step < range.Losses.Count; step++)
        {
            events.Scalar(at, step, "range/lr", range.Rate(step));
            events.Scalar(at, step, "range/loss", range.Losses[step]);
            events.Scalar(at, step, "range/smoothed", smoothed[step]);
            events.Scalar(at, step, "range/running_mean", range.RunningMeans[step]);
        }
    }

    private static ProtoMessage Start(string group, TrialRecord trial, IReadOnlyCollection<SettingAssignment> settings, double started)
    {
        var start = new ProtoMessage();
        foreach (var (setting, value) in settings)
            start.Add(1, new ProtoMessage().Add(1, setting).Add(2, Value(value)));
        start.Add(1, new ProtoMessage().Add(1, "seed").Add(2, new ProtoMessage().Add(2, (double)(trial.SeedIndex + 1))));
        return start.Add(4, group).Add(5, started);
    }

    // Fields of struct.proto; lists and choices are text, because the plugin supports scalars only.
    private static ProtoMessage Value(SettingValue value) => value switch
    {
        SettingValue.Number number => new ProtoMessage().Add(2, number.Value),
        SettingValue.Flag flag => new ProtoMessage().Add(4, flag.Value ? 1L : 0L),
        _ => new ProtoMessage().Add(3, value.ToString()!),
    };

    private static double Seconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).TotalSeconds;
}
