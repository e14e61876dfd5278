using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Api.Http;
using SweepCluster.Api.Server;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Predictions;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Running;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Api.Endpoints;

/// <summary>What a trial is made of, and what its network says about images.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a wait handle the semaphore holds nothing; it lives as long as the server.")]
internal sealed class TrialEndpoints(ApiBackend backend)
{
    private const int MaxKeptPredictions = 32;

    // To load a data set and ask a network takes a core for a while: one asker at a time.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<(TrialRecord Trial, string Sweep, string Json)> _kept = [];

    /// <param name="sweep">Of one sweep, which exists.</param>
    public void Map(RouteGroupBuilder sweep)
    {
        sweep.MapGet("/trials/{n}/configuration", ConfigurationAsync).WithName("getTrialConfiguration").WithSummary("What a trial trains")
            .WithDescription("`settings` (those that set its configuration apart) and `facts`: every setting with its default filled in, "
                + "each a `name` and a `value`, a text for people. 404 where the trial has not been started.")
            .Produces<string>(StatusCodes.Status200OK, "application/json");
        sweep.MapGet("/trials/{n}/predictions", PredictionsAsync).WithName("getPredictions").WithSummary("A trial at work")
            .WithDescription("What the network of the trial's checkpoint says about the first "
                + "test images (`images`: `label`, `probabilities`, `png` in base64), and the `confusion` matrix of all, a row per label. "
                + "404, with the reason, where the server lacks checkpoint or data set.")
            .Produces<string>(StatusCodes.Status200OK, "application/json");
    }

    private async Task<IResult> ConfigurationAsync(string id, long n, CancellationToken cancellation)
    {
        var (sweep, trial) = await FindAsync(id, n, cancellation);
        if (trial is null)
            return NoTrial(id, n);
        var spec = Sweep.Read(sweep).Spec;
        var settings = SweepConfigurations.FindCancellable(spec, cancellation).VaryingSettings(trial.Configuration);
        var lease = new TrialDescription(spec, id, checkpointRoot: null).Describe(trial, sweep);
        return Json(JsonLine.Object(json =>
        {
            json.WriteNumber("trial", trial.Trial);
            json.WriteNumber("epoch_target", lease.EpochTarget);
            JsonRecords.Settings(json, settings);
            json.WriteStartArray("facts");
            foreach (var (name, value) in ConfigurationFacts.List(lease.Configuration, lease.EpochTarget))
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("value", value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
    }

    private async Task<IResult> PredictionsAsync(string id, long n, CancellationToken cancellation)
    {
        var (sweep, trial) = await FindAsync(id, n, cancellation);
        if (trial is null)
            return NoTrial(id, n);
        if (backend.ReadTrials is not { } readTrials)
            return Problems.NotFound("This server keeps no checkpoints.");
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_kept.Find(kept => kept.Sweep == id && kept.Trial == trial) is { Json: { } known })
                return Json(known);
            var reader = readTrials(Sweep.Read(sweep));
            var (showing, missing) = await Task.Run(() => reader.Read(trial, cancellation), cancellation);
            if (showing is null)
                return Problems.NotFound(missing);
            var json = Json(showing);
            _kept.Add((trial, id, json));
            if (_kept.Count > MaxKeptPredictions)
                _kept.RemoveAt(0);
            return Json(json);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static string Json(TrialShowing showing) => JsonLine.Object(json =>
    {
        json.WriteNumber("trial", showing.Trial.Trial);
        json.WriteString("dataset", showing.Dataset);
        json.WriteNumber("epochs", showing.Epochs);
        json.WriteStartArray("class_names");
        foreach (var name in showing.ClassNames)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartArray("images");
        foreach (var prediction in showing.Predictions)
        {
            json.WriteStartObject();
            json.WriteNumber("label", prediction.Image.Label);
            json.WriteStartArray("probabilities");
            foreach (var probability in prediction.Probabilities)
                json.WriteNumberValue(probability);
            json.WriteEndArray();
            json.WriteBase64String("png", prediction.Image.Png);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Confusion(json, showing.Confusion);
    });

    private static void Confusion(Utf8JsonWriter json, int[,] confusion)
    {
        json.WriteStartArray("confusion");
        for (var label = 0; label < confusion.GetLength(0); label++)
        {
            json.WriteStartArray();
            for (var predicted = 0; predicted < confusion.GetLength(1); predicted++)
                json.WriteNumberValue(confusion[label, predicted]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private async Task<(SweepRecord Sweep, TrialRecord? Trial)> FindAsync(string id, long number, CancellationToken cancellation) => (
        await backend.Store.FindSweepAsync(id, cancellation) ?? throw new InvalidOperationException($"{id} was there a moment ago."),
        await backend.Store.FindTrialAsync(id, number, cancellation));

    private static ProblemHttpResult NoTrial(string id, long number) => Problems.NotFound($"{id} has no trial {number} that was started.");

    private static ContentHttpResult Json(string json) => TypedResults.Text(json, "application/json");
}
