using System.Text.Json;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Text;

/// <summary>Writes the fields of sweeps, trials and leaderboard rows in JSON, the same in all commands; described in
/// <c>docs/json.md</c>.</summary>
public static class JsonRecords
{
    /// <summary>The field that <see cref="Settings"/> writes.</summary>
    public const string SettingsField = "settings";

    public static void Sweep(Utf8JsonWriter json, SweepRecord sweep)
    {
        json.WriteString("sweep", sweep.Id);
        json.WriteString("name", sweep.Name);
        json.WriteString("status", sweep.Status.ToString().ToLowerInvariant());
        json.WriteString("reason", sweep.Reason);
        json.WriteNumber("configurations", sweep.Configurations);
        json.WriteNumber("seeds", sweep.Seeds);
        json.WriteNumber("epochs_added", sweep.EpochBonus);
        json.WriteString("created_at", sweep.CreatedAt);
        json.Figure("run_seconds", sweep.RunSeconds);
        json.WriteString("data_root", sweep.Data?.Folder);
        json.WriteString("data_fingerprint", sweep.Data?.Fingerprint);
    }

    /// <param name="spec">Null if this version can't read it.</param>
    public static void Tags(Utf8JsonWriter json, SweepSpec? spec)
    {
        json.WriteStartArray("tags");
        foreach (var tag in spec?.Tags ?? [])
            json.WriteStringValue(tag);
        json.WriteEndArray();
    }

    /// <param name="problem">Why this version can't read the sweep's spec; empty if it can.</param>
    public static void SpecProblem(Utf8JsonWriter json, string problem) =>
        json.WriteString("spec_problem", problem.Length == 0 ? null : problem);

    public static void Counts(Utf8JsonWriter json, IReadOnlyDictionary<TrialState, long> counts)
    {
        json.WriteStartObject("counts");
        foreach (var state in Enum.GetValues<TrialState>())
            json.WriteNumber(SweepText.Name(state), counts.GetValueOrDefault(state));
        json.WriteEndObject();
    }

    /// <param name="name">What decides, such as <c>asha</c>.</param>
    public static void Schedule(Utf8JsonWriter json, string name, ScheduleFacts schedule)
    {
        json.WriteStartObject("schedule");
        json.WriteString("name", name);
        json.WriteNumber("epochs", schedule.Trained);
        json.WriteNumber("full_epochs", schedule.Full);
        json.WriteNumber("dropped", schedule.Dropped);
        json.WriteStartArray("stopped");
        foreach (var (epochs, trials) in schedule.Stopped)
        {
            json.WriteStartObject();
            json.WriteNumber("epochs", epochs);
            json.WriteNumber("trials", trials);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Trial(Utf8JsonWriter json, TrialRecord trial, EquatableArray<SettingAssignment> settings)
    {
        json.WriteNumber("trial", trial.Trial);
        json.WriteNumber("configuration", trial.Configuration);
        json.WriteNumber("repeat", trial.SeedIndex);
        Settings(json, settings);
        json.WriteString("state", SweepText.Name(trial.State));
        json.WriteString("reason", trial.Reason);
        json.WriteNumber("attempt", trial.Attempt);
        json.WriteNumber("epochs", trial.Epochs);
        json.WriteBoolean("stopped_early", trial.StoppedEarly);
        json.Figure("objective", trial.Objective);
        Report(json, trial.Final?.Report ?? trial.Last);
        json.Figure("test_loss", trial.Final?.TestLoss);
        json.Figure("test_accuracy", trial.Final?.TestAccuracy);
        json.Figure("final_train_loss", trial.Final?.Training?.Loss);
        json.Figure("final_train_accuracy", trial.Final?.Training?.Accuracy);
        json.Count("parameters", trial.Parameters == 0 ? null : trial.Parameters);
        json.Figure("train_seconds", trial.TrainSeconds);
        json.WriteString("started_at", trial.StartedAt);
        if (trial.FinishedAt is { } finished)
            json.WriteString("finished_at", finished);
        else
            json.WriteNull("finished_at");
        json.WriteString("weights_sha256", trial.Final?.WeightsHash);
        var range = trial.Final?.Range;
        json.Figure("range_minimum_lr", range?.MinimumRate);
        json.Figure("range_minimum_loss", range?.MinimumLoss);
        json.Figure("range_steepest_lr", range?.SteepestRate);
        json.Count("epochs_further", trial.Continuation?.Epochs);
        json.WriteNumber("lost_attempts", trial.LostAttempts);
    }

    public static void Epoch(Utf8JsonWriter json, EpochRecord epoch)
    {
        json.WriteNumber("trial", epoch.Trial);
        json.WriteNumber("epoch", epoch.Report.Epoch);
        Report(json, epoch.Report);
        json.Figure("lr", epoch.Report.LearningRate);
        json.Figure("seconds", epoch.Report.Seconds);
        json.WriteNumber("samples", epoch.Report.Samples);
    }

    /// <param name="smoothed">The test's <see cref="RangeTestResult.Smoothed"/>.</param>
    public static void Step(Utf8JsonWriter json, long trial, RangeTestResult test, EquatableArray<double> smoothed, int step)
    {
        json.WriteNumber("trial", trial);
        json.WriteNumber("step", step + 1);
        json.Figure("lr", test.Rate(step));
        json.Figure("loss", test.Losses[step]);
        json.Figure("running_loss", test.RunningMeans[step]);
        json.Figure("smoothed_loss", smoothed[step]);
    }

    public static void Row(Utf8JsonWriter json, LeaderboardRow row)
    {
        foreach (var field in LeaderboardColumns.Fields)
            field.Write(json, row);
    }

    public static void Events(Utf8JsonWriter json, IReadOnlyList<EventRecord> events)
    {
        json.WriteStartArray("events");
        foreach (var happened in events)
        {
            json.WriteStartObject();
            json.WriteString("at", happened.At);
            json.WriteString("kind", happened.Kind);
            json.Count("trial", happened.Trial);
            json.WriteString("detail", happened.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Report(Utf8JsonWriter json, EpochReport? report)
    {
        foreach (var metric in (Metric[])[Metric.TrainLoss, Metric.TrainAccuracy, Metric.ValidationLoss, Metric.ValidationAccuracy])
            json.Figure(metric.Name(), report?.Value(metric));
    }

    public static void Seeds(Utf8JsonWriter json, string name, SeedCounts seeds)
    {
        json.WriteStartObject(name);
        json.WriteNumber("succeeded", seeds.Succeeded);
        json.WriteNumber("diverged", seeds.Diverged);
        json.WriteNumber("failed", seeds.Failed);
        json.WriteNumber("open", seeds.Open);
        json.WriteNumber("cancelled", seeds.Cancelled);
        json.WriteNumber("stopped", seeds.Stopped);
        json.WriteEndObject();
    }

    public static void Settings(Utf8JsonWriter json, EquatableArray<SettingAssignment> settings)
    {
        json.WriteStartObject(SettingsField);
        foreach (var assignment in settings)
        {
            json.WritePropertyName(assignment.Setting);
            Value(json, assignment.Value);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a value in the form of the spec: a choice is its name, or an object with its name and parameters.</summary>
    private static void Value(Utf8JsonWriter json, SettingValue value)
    {
        switch (value)
        {
            case SettingValue.Number number:
                json.WriteNumberValue(number.Value);
                break;
            case SettingValue.Flag flag:
                json.WriteBooleanValue(flag.Value);
                break;
            case SettingValue.Text text:
                json.WriteStringValue(text.Value);
                break;
            case SettingValue.Sequence sequence:
                json.WriteStartArray();
                foreach (var item in sequence.Items)
                    Value(json, item);
                json.WriteEndArray();
                break;
            case SettingValue.Choice { Parameters.Count: 0 } choice:
                json.WriteStringValue(choice.Name);
                break;
            case SettingValue.Choice choice:
                json.WriteStartObject();
                json.WriteString("name", choice.Name);
                foreach (var parameter in choice.Parameters)
                {
                    json.WritePropertyName(parameter.Setting);
                    Value(json, parameter.Value);
                }

                json.WriteEndObject();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value, "Unknown kind of value.");
        }
    }
}
