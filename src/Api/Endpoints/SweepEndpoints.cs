using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Api.Http;
using SweepCluster.Api.Keys;
using SweepCluster.Api.Limits;
using SweepCluster.Api.Security;
using SweepCluster.Api.Server;
using SweepCluster.Client.Messages;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Api.Endpoints;

/// <summary>The endpoints that submit, list and change sweeps.</summary>
internal sealed class SweepEndpoints(ApiBackend backend, DataPolicy policy, ServerState state, string? only, SpecTimeout timeout)
{
    private const string KeyDescription =
        "Names this action of the user, such as by a UUID: a request that is repeated with the same key within 24 hours is carried out "
        + "once. A key that was used for a request with other contents is refused (422).";

    public void Map(RouteGroupBuilder sweeps)
    {
        sweeps.MapPost("", SubmitAsync).RequireAuthorization(KeyScope.Submit.Name()).WithName("submitSweep")
            .WithSummary("Submit a sweep")
            .WithDescription("The body is a sweep spec (YAML). The sweep is recorded and started. "
                + "`data` names a folder of data sets on the server, which its operator must have permitted.")
            .Accepts<string>("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml")
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        sweeps.MapGet("", ListAsync).RequireAuthorization(KeyScope.Read.Name()).WithName("listSweeps")
            .WithSummary("List the sweeps").WithDescription("All sweeps, oldest first.");
        sweeps.MapGet("/{id}", FindAsync).RequireAuthorization(KeyScope.Read.Name()).WithName("getSweep")
            .WithSummary("One sweep").WithDescription("The sweep of that id.");
        sweeps.MapPost("/{id}/changes", ChangeAsync).RequireAuthorization(KeyScope.Submit.Name()).WithName("changeSweep")
            .WithSummary("Change a sweep")
            .WithDescription("`change` is `pause` (with an optional `reason`), `resume`, `cancel`, `extend-epochs` or `extend-seeds` (by "
                + "`count`, from 1 to 1,000,000), `retry` (failed trials, or the one named by `trial`; with `cancelled: true` a cancelled "
                + "sweep is taken up again) or `edit` (`spec` is the whole spec, changed only in settings that no result depends on). "
                + "Answers the sweep as it is then; 409 where its status doesn't allow the change.")
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private async Task<Results<Created<SweepMessage>, ProblemHttpResult>> SubmitAsync(
        HttpContext context, string? data,
        [FromHeader(Name = IdempotencyKey.Header), Description(KeyDescription)] string? idempotencyKey, CancellationToken cancellation)
    {
        AuditNote.Set(context, "submit", null);
        if (state.IsDraining)
            return Problems.Stopping();
        if (only is not null)
            return Problems.Conflict($"This server ends with {only}, which it shows. Submit sweeps to ./sweep serve.");
        var key = IdempotencyKey.Parse(idempotencyKey);
        using var reader = new StreamReader(context.Request.Body);
        var yaml = await reader.ReadToEndAsync(cancellation);
        var spec = await timeout.RunAsync(end => CheckAsync(yaml, data, end), cancellation);
        // The data set may have to be downloaded.
        var pin = await Task.Run(() => backend.LoadData(spec.Data.Dataset, data, null, cancellation), cancellation);
        // Of the spec as it was sent: what a range test resolves to may differ when the request is repeated.
        var request = key is null ? null : RequestKey.FromSubmission(key, yaml, data);
        var sweep = await backend.Service.SubmitAsync(new(spec.Text, data) { Data = pin, Key = request }, cancellation);
        AuditNote.Set(context, "submit", sweep.Id);
        return TypedResults.Created($"{ApiOptions.Root}/sweeps/{sweep.Id}", await MessageAsync(sweep, cancellation));
    }

    // Checks the spec in its recorded form and finds its configurations: the service then reads both from the cache.
    private async Task<SweepSpec> CheckAsync(string yaml, string? data, CancellationToken cancellation)
    {
        var spec = Read(yaml, cancellation);
        policy.Check(spec.Data.Dataset, data);
        var recorded = Read(await SubmittedSpec.ResolveAsync(spec, backend.Store, cancellation), cancellation);
        _ = SweepConfigurations.FindCancellable(recorded, cancellation);
        SpecDataCheck.Require(recorded, data ?? backend.DataFolder, cancellation);
        return recorded;
    }

    private static SweepSpec Read(string yaml, CancellationToken cancellation)
    {
        var reading = SpecCache.ReadCancellable(yaml, cancellation);
        return reading.Spec
            ?? throw new SweepException(
                $"The spec is not valid:\n{string.Join('\n', reading.Problems.Select(problem => problem.Format("spec")))}");
    }

    private async Task<Ok<IReadOnlyList<SweepMessage>>> ListAsync(CancellationToken cancellation)
    {
        var sweeps = await backend.Store.ListSweepsAsync(cancellation);
        var messages = new List<SweepMessage>(sweeps.Count);
        foreach (var sweep in sweeps)
            messages.Add(await MessageAsync(sweep, cancellation));
        return TypedResults.Ok<IReadOnlyList<SweepMessage>>(messages);
    }

    private async Task<Results<Ok<SweepMessage>, ProblemHttpResult>> FindAsync(string id, CancellationToken cancellation) =>
        await backend.Store.FindSweepAsync(id, cancellation) is { } sweep
            ? TypedResults.Ok(await MessageAsync(sweep, cancellation))
            : Problems.NoSweep(id);

    private async Task<Results<Ok<SweepMessage>, ProblemHttpResult>> ChangeAsync(
        HttpContext context, string id, ChangeMessage change,
        [FromHeader(Name = IdempotencyKey.Header), Description(KeyDescription)] string? idempotencyKey, CancellationToken cancellation)
    {
        AuditNote.Set(context, change.Change, id);
        if (state.IsDraining)
            return Problems.Stopping();
        if (await backend.Store.FindSweepAsync(id, cancellation) is not { } sweep)
            return Problems.NoSweep(id);
        if (only is not null && only != id)
            return Problems.Conflict(
                $"This server ends with {only}, so that it can't run {id}. Change {id} by ./sweep or through ./sweep serve.");
        var requested = ChangeOf(change);
        if (IdempotencyKey.Parse(idempotencyKey) is { } key)
            requested = requested with { Key = RequestKey.FromChange(key, requested) };
        try
        {
            if (requested is SweepChange.Edit edit)
                await timeout.RunAsync(end => Task.FromResult(Read(edit.SpecText, end)), cancellation);
            var pinned = await WithDataAsync(sweep, requested, cancellation);
            return TypedResults.Ok(await MessageAsync(await backend.Service.ChangeAsync(id, pinned, cancellation), cancellation));
        }
        catch (SweepException refusal)
        {
            return Problems.Create(refusal, StatusCodes.Status409Conflict);
        }
    }

    // Marked as a user's, so that no alert fires.
    private static string PauseReason(string? given) => given is not { Length: > 0 }
        ? SweepRecord.ByRequest
        : given.StartsWith(SweepRecord.ByRequest, StringComparison.Ordinal) ? given : $"{SweepRecord.ByRequest}: {given}";

    private static SweepChange ChangeOf(ChangeMessage message) => message.Change switch
    {
        "pause" => new SweepChange.Pause(PauseReason(message.Reason)),
        "resume" => new SweepChange.Resume(),
        "cancel" => new SweepChange.Cancel(),
        "extend-epochs" => new SweepChange.ExtendEpochs(CountOf(message)),
        "extend-seeds" => new SweepChange.ExtendSeeds(CountOf(message)),
        "retry" => new SweepChange.Retry(message.Trial, message.Cancelled),
        "edit" => new SweepChange.Edit(message.Spec ?? throw new SweepException("spec: It is missing. Give the whole changed spec.")),
        var unknown => throw new SweepException(
            $"change: There is no '{unknown}'. Allowed: pause, resume, cancel, extend-epochs, extend-seeds, retry, edit."),
    };

    // Training continues only with the sweep's own data set.
    private async Task<SweepChange> WithDataAsync(SweepRecord sweep, SweepChange change, CancellationToken cancellation)
    {
        if (!change.Trains
            || await backend.Store.FindClaimHolderAsync(sweep.Id, cancellation) is not null
            || SpecCache.ReadCancellable(sweep.SpecText, cancellation).Spec is not { } spec)
            return change;
        return change with
        {
            Data = await Task.Run(() => backend.LoadData(spec.Data.Dataset, sweep.DataFolder, sweep.Data, cancellation), cancellation),
        };
    }

    private static int CountOf(ChangeMessage message) =>
        message.Count is { } count and > 0 and <= 1_000_000
            ? count
            : throw new SweepException(
                $"count: {message.Count?.ToString() ?? "nothing"} is not possible. Give a number from 1 to 1,000,000.");

    private async Task<SweepMessage> MessageAsync(SweepRecord sweep, CancellationToken cancellation) =>
        SweepMessage.FromRecord(sweep, await backend.Store.FindClaimHolderAsync(sweep.Id, cancellation));
}
