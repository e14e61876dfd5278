using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Api.Http;
using SweepCluster.Client.Messages;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Api.Endpoints;

/// <summary>The endpoints of a sweep's records. Large ones are streamed as they are read.</summary>
internal sealed class RecordEndpoints(IResultReader store)
{
    /// <summary>Maximum number of trials that one request may name.</summary>
    public const int MaxNamed = 500;

    private const int DefaultRows = 20;

    /// <param name="sweep">The routes of one existing sweep.</param>
    public void Map(RouteGroupBuilder sweep)
    {
        sweep.MapGet("/trials", TrialsAsync).WithName("listTrials").WithSummary("The recorded trials")
            .WithDescription(
                "In order of their index, one JSON object a line. `numbers` selects some of them: up to 500 indexes, separated by commas.")
            .Produces<TrialRecord>(StatusCodes.Status200OK, LineStream.ContentType);
        sweep.MapGet("/trials/{n}", TrialAsync).WithName("getTrial").WithSummary("One trial")
            .WithDescription("404 where it has not been started.");
        sweep.MapGet("/trials/{n}/epochs", (HttpContext context, string id, long n) => EpochsAsync(context, id, n))
            .WithName("listTrialEpochs")
            .WithSummary("The epochs of one trial").WithDescription("In their order, one JSON object a line.")
            .Produces<EpochMessage>(StatusCodes.Status200OK, LineStream.ContentType);
        sweep.MapGet("/epochs", (HttpContext context, string id) => EpochsAsync(context, id, null)).WithName("listEpochs")
            .WithSummary("The epochs of all trials").WithDescription("By trial, then epoch, one JSON object a line.")
            .Produces<EpochMessage>(StatusCodes.Status200OK, LineStream.ContentType);
        sweep.MapGet("/counts", CountsAsync).WithName("countTrials").WithSummary("Trials by state")
            .WithDescription("Recorded trials only; the others have not been started.");
        sweep.MapGet("/progress", ProgressAsync).WithName("getProgress").WithSummary("The progress of a sweep")
            .WithDescription("In a pass over its trials, by default the current one: the first trial not leased yet, "
                + "the trials below it that are running or waiting, and how many failed.");
        sweep.MapGet("/leaders", LeadersAsync).WithName("listLeaders").WithSummary("The trials of the best configurations")
            .WithDescription("Best mean objective first. `goal` is `maximize` or `minimize`, by default the spec's.");
        sweep.MapGet("/leaderboard", LeaderboardAsync).WithName("getLeaderboard").WithSummary("The leaderboard")
            .WithDescription("An array of rows as docs/json.md describes them, best first.")
            .Produces<string>(StatusCodes.Status200OK, "application/json");
        sweep.MapGet("/events", EventsAsync).WithName("listEvents").WithSummary("The events of a sweep")
            .WithDescription("In the order in which it was recorded, whatever the clock showed.");
        sweep.MapGet("/decisions", DecisionsAsync).WithName("listDecisions").WithSummary("The decisions of a sweep's schedule")
            .WithDescription("By number. Times are virtual, whole numbers as text; empty for a sweep that trains every trial to its end.");
    }

    private Task TrialsAsync(HttpContext context, string id, string? numbers) => LineStream.WriteAsync(
        context,
        numbers is null
            ? store.ReadTrialsAsync(id, context.RequestAborted)
            : store.FindTrialsAsync(id, Numbers(numbers), context.RequestAborted),
        WireJson.Instance.TrialRecord);

    private async Task<Results<Ok<TrialRecord>, ProblemHttpResult>> TrialAsync(string id, long n, CancellationToken cancellation) =>
        await store.FindTrialAsync(id, n, cancellation) is { } trial
            ? TypedResults.Ok(trial)
            : Problems.NotFound($"{id} has no trial {n} that was started.");

    private Task EpochsAsync(HttpContext context, string id, long? trial) => LineStream.WriteAsync(
        context, store.ReadEpochsAsync(id, trial, context.RequestAborted).Select(EpochMessage.FromRecord), WireJson.Instance.EpochMessage);

    private async Task<Ok<IReadOnlyDictionary<TrialState, long>>> CountsAsync(string id, CancellationToken cancellation) =>
        TypedResults.Ok(await store.CountTrialsAsync(id, cancellation));

    private async Task<Ok<SweepProgress>> ProgressAsync(string id, int? pass, CancellationToken cancellation) =>
        TypedResults.Ok(await store.LoadProgressAsync(id, pass ?? (await FindAsync(id, cancellation)).Pass, cancellation));

    private async Task<Ok<IReadOnlyList<ConfigurationTrials>>> LeadersAsync(
        string id, int? top, string? goal, CancellationToken cancellation) =>
        TypedResults.Ok(await store.ReadLeadersAsync(id, await GoalAsync(id, goal, cancellation), Rows(top), cancellation));

    private async Task<IResult> LeaderboardAsync(string id, int? top, CancellationToken cancellation)
    {
        var spec = Sweep.Read(await FindAsync(id, cancellation)).Spec;
        var leaders = await store.ReadLeadersAsync(id, spec.Objective.Goal, Rows(top), cancellation);
        var rows = LeaderboardTable.BuildAll(spec, leaders).Select(row => JsonLine.Object(json => JsonRecords.Row(json, row)));
        return TypedResults.Text($"[{string.Join(",\n", rows)}]", "application/json");
    }

    private async Task<Ok<IReadOnlyList<EventRecord>>> EventsAsync(string id, CancellationToken cancellation) =>
        TypedResults.Ok(await store.ReadEventsAsync(id, cancellation));

    private async Task<Ok<IReadOnlyList<DecisionRecord>>> DecisionsAsync(string id, CancellationToken cancellation) =>
        TypedResults.Ok(await store.ReadDecisionsAsync(id, cancellation));

    private async Task<Goal> GoalAsync(string id, string? goal, CancellationToken cancellation) => goal switch
    {
        null => Sweep.Read(await FindAsync(id, cancellation)).Spec.Objective.Goal,
        "maximize" => Goal.Maximize,
        "minimize" => Goal.Minimize,
        _ => throw new SweepException($"goal: There is no '{goal}'. Allowed: maximize, minimize."),
    };

    private async Task<SweepRecord> FindAsync(string id, CancellationToken cancellation) =>
        await store.FindSweepAsync(id, cancellation) ?? throw new InvalidOperationException($"{id} was there a moment ago.");

    private static int Rows(int? top) =>
        (top ?? DefaultRows) is var rows and > 0
            ? rows
            : throw new SweepException($"top: {top} is not possible. Give a number of rows, 1 or more.");

    private static long[] Numbers(string list)
    {
        var parts = list.Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > MaxNamed)
            throw new SweepException($"numbers: {parts.Length} trials are too many for one request. Name up to {MaxNamed}.");
        return [.. parts.Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new SweepException($"numbers: '{part}' is not the index of a trial. Give numbers from 0, separated by commas."))];
    }
}
