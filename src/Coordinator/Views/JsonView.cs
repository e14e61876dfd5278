using System.Text.Json;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Views;

/// <summary>Prints events as JSON, one object a line; described in <c>docs/json.md</c>. Every ended trial is one, however many there
/// are.</summary>
internal sealed class JsonView(TextWriter output, TimeProvider time, bool quiet) : ISweepView
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private Sweep? _sweep;
    private long? _progressWritten;

    public int Leaders => 0;

    public int MaxEnded => quiet ? 0 : int.MaxValue;

    public void Begin(Sweep sweep, int? workers)
    {
        _sweep = sweep;
        Write("sweep", json =>
        {
            JsonRecords.Sweep(json, sweep.Record);
            json.WriteNumber("trials", SweepText.Trials(sweep.Record, sweep.Spec));
            json.Count("workers", workers);
            json.WriteString("objective", sweep.Spec.Objective.Metric.Name());
            json.WriteString("goal", sweep.Spec.Objective.Goal == Goal.Maximize ? "maximize" : "minimize");
        });
    }

    public void Update(SweepUpdate update)
    {
        foreach (var trial in update.Ended)
            Write("trial", json => JsonRecords.Trial(json, trial, _sweep!.Configurations.VaryingSettings(trial.Configuration)));
        if (quiet || (_progressWritten is { } before && time.GetElapsedTime(before) < ProgressInterval))
            return;
        _progressWritten = time.GetTimestamp();
        Write("progress", json => Progress(json, update.Snapshot));
    }

    public void Stopping()
    {
        if (!quiet)
            Write("stopping", _ => { });
    }

    public void Silent(TimeSpan since)
    {
        if (!quiet)
            Write("waiting", json => json.Figure("seconds", since.TotalSeconds));
    }

    public void End(SweepEnding ending)
    {
        foreach (var row in ending.Leaders)
            Write("row", json => JsonRecords.Row(json, row));
        Write("end", json =>
        {
            JsonRecords.Sweep(json, ending.Sweep);
            json.WriteNumber("trials", ending.Trials);
            JsonRecords.Counts(json, ending.Counts);
            json.WriteBoolean("resumable", SweepText.IsResumable(ending));
        });
    }

    public void Dispose()
    {
    }

    private static void Progress(Utf8JsonWriter json, SweepSnapshot snapshot)
    {
        json.WriteNumber("trials", snapshot.Trials);
        JsonRecords.Counts(json, snapshot.Counts);
        json.Figure("remaining_seconds", snapshot.Remaining?.TotalSeconds);
        json.WriteStartArray("running");
        foreach (var trial in snapshot.Running)
        {
            json.WriteStartObject();
            json.WriteNumber("slot", trial.Slot);
            json.WriteNumber("trial", trial.Trial);
            json.WriteNumber("attempt", trial.Attempt);
            json.WriteNumber("epoch", trial.Progress.Epoch);
            json.WriteNumber("epochs", trial.EpochTarget);
            json.WriteNumber("samples", trial.Progress.Samples);
            json.WriteNumber("samples_per_epoch", trial.Progress.SamplesPerEpoch);
            json.Figure("loss", trial.Progress.Loss);
            json.Figure("accuracy", trial.Progress.Accuracy);
            json.Figure("samples_per_second", trial.SamplesPerSecond);
            json.Figure("restored_epochs", trial.Progress.RestoredEpochs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Write(string kind, Action<Utf8JsonWriter> fields)
    {
        output.WriteLine(JsonLine.Object(json =>
        {
            json.WriteString("event", kind);
            fields(json);
        }));
        output.Flush();
    }
}
