using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Api.Http;
using SweepCluster.Api.Security;
using SweepCluster.Api.Server;
using SweepCluster.Client.Messages;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Predictions;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Predictions;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Running;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Api.Endpoints;

/// <summary>The endpoints of a trial's configuration and of its network's predictions.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a wait handle the semaphore holds nothing; it lives as long as the server.")]
internal sealed class TrialEndpoints(ApiBackend backend)
{
    private const int MaxKeptPredictions = 32;

    private const string Missing = "404, with the reason and the remedy, where the server lacks checkpoint or data set.";

    // To load a data set and ask a network takes a core for a while: one asker at a time.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly List<(TrialRecord Trial, string Sweep, string Json)> _kept = [];

    /// <param name="sweep">The routes of one existing sweep.</param>
    public void Map(RouteGroupBuilder sweep)
    {
        sweep.MapGet("/trials/{n}/configuration", ConfigurationAsync).WithName("getTrialConfiguration").WithSummary("Its configuration")
            .WithDescription("`settings` (the varying ones of its configuration) and `facts`: every setting with its default filled in, "
                + "each a `name` and a `value`, a text for people; and `spec`, a spec of this configuration alone (`null` where it can't "
                + "be written). 404 where the trial has not been started.")
            .Produces<string>(StatusCodes.Status200OK, "application/json");
        sweep.MapGet("/trials/{n}/predictions", PredictionsAsync).WithName("getPredictions").WithSummary("A trial at work")
            .WithDescription("What the network of the trial's checkpoint says about the first "
                + "test images (`images`: `label`, `probabilities`, `png` in base64), the `confusion` matrix of all, a row per label, "
                + $"and the first training images (`examples`). {Missing}")
            .Produces<ShowingMessage>();
        sweep.MapGet("/trials/{n}/network", NetworkAsync).WithName("getNetwork")
            .WithSummary("The images that a trial's network takes, and its classes")
            .WithDescription("Its `class_names`, the `rows`, `columns` and `channels` of its images, the number of `test_images`, the "
                + $"`epochs` that its weights come from, and what pixels are divided by (`scale`, of test images `test_scale`). {Missing}")
            .Produces<NetworkFacts>();
        sweep.MapPost("/trials/{n}/answers", AnswersAsync).WithName("askNetwork").WithSummary("Ask a trial's network about images")
            .WithDescription($"Each of up to {QuestionMessage.MaxImages} `images` has the `number` of a test image, or the `pixels` of a "
                + "picture: bytes in base64, row by row, as many as the images of the network have. Answers a list in their order, with "
                + "`label` (of a test image), `probabilities` and, with `explain`, the same prediction by hand as `explanation`. "
                + $"It changes nothing, and is not in the audit log. {Missing}")
            .WithMetadata(new ReadsOnly())
            .Produces<IReadOnlyList<NetworkAnswer>>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private async Task<IResult> ConfigurationAsync(string id, long n, CancellationToken cancellation)
    {
        var (sweep, trial) = await FindAsync(id, n, cancellation);
        if (trial is null)
            return NoTrial(id, n);
        var read = Sweep.Read(sweep);
        var spec = read.Spec;
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
            json.WriteString(
                "spec",
                ConfigurationSpec.TryWrite(read, trial.Configuration, $"Configuration {trial.Configuration} of {id}, as in trial {n}."));
        }));
    }

    private Task<IResult> PredictionsAsync(string id, long n, CancellationToken cancellation) =>
        QueryAsync(id, n, async (networks, sweep, trial) =>
        {
            if (_kept.Find(kept => kept.Sweep == id && kept.Trial == trial) is { Json: { } known })
                return Json(known);
            var showing = await networks.ShowAsync(sweep, trial, cancellation);
            var json = JsonSerializer.Serialize(ShowingMessage.FromShowing(n, showing), WireJson.Instance.ShowingMessage);
            _kept.Add((trial, id, json));
            if (_kept.Count > MaxKeptPredictions)
                _kept.RemoveAt(0);
            return Json(json);
        }, cancellation);

    private Task<IResult> NetworkAsync(string id, long n, CancellationToken cancellation) =>
        QueryAsync(id, n, async (networks, sweep, trial) =>
        {
            using var network = await networks.OpenAsync(sweep, trial, cancellation);
            return TypedResults.Ok(network.Facts);
        }, cancellation);

    private async Task<IResult> AnswersAsync(string id, long n, QuestionMessage question, CancellationToken cancellation)
    {
        // An element may be null all the same.
        if (question.Images.Count is 0 or > QuestionMessage.MaxImages || question.Images.Any(image => image is null))
            throw new SweepException($"images: give 1 to {QuestionMessage.MaxImages} images, each an object with a number or pixels.");
        return await QueryAsync(id, n, async (networks, sweep, trial) =>
        {
            using var network = await networks.OpenAsync(sweep, trial, cancellation);
            return TypedResults.Ok(await network.QueryAsync(question.Images, question.Explain, cancellation));
        }, cancellation);
    }

    /// <summary>Acts on a trial in its turn. What the server lacks is a problem with its remedy.</summary>
    private async Task<IResult> QueryAsync(
        string id, long n, Func<INetworkReader, SweepRecord, TrialRecord, Task<IResult>> ask, CancellationToken cancellation)
    {
        var (sweep, trial) = await FindAsync(id, n, cancellation);
        if (trial is null)
            return NoTrial(id, n);
        if (backend.Networks is not { } networks)
            return Problems.NotFound("The API server was started without a place of checkpoints, so that it can't open the network.");
        await _turn.WaitAsync(cancellation);
        try
        {
            return await ask(networks, sweep, trial);
        }
        catch (MissingPartException missing)
        {
            return Problems.NotFound(missing.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<(SweepRecord Sweep, TrialRecord? Trial)> FindAsync(string id, long number, CancellationToken cancellation) => (
        await backend.Store.FindSweepAsync(id, cancellation) ?? throw new InvalidOperationException($"{id} was there a moment ago."),
        await backend.Store.FindTrialAsync(id, number, cancellation));

    private static ProblemHttpResult NoTrial(string id, long number) => Problems.NotFound($"{id} has no trial {number} that was started.");

    private static ContentHttpResult Json(string json) => TypedResults.Text(json, "application/json");
}
