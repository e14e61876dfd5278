using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Tables;
using SweepCluster.Results.Text;

namespace SweepCluster.Api.Endpoints;

/// <summary>The endpoint of windows of a sweep's trials, filtered and sorted.</summary>
internal sealed class TableEndpoint(IResultReader store, TrialTables tables)
{
    private const int MaxRows = 500;
    private const int DefaultRows = 100;

    /// <param name="sweep">The routes of one existing sweep.</param>
    public void Map(RouteGroupBuilder sweep) => sweep.MapGet("/table", ReadAsync)
        .WithName("findTrials")
        .WithSummary("Trials, filtered and sorted")
        .WithDescription($"An object with `rows` (trials as docs/json.md describes them, up to {MaxRows} from `offset` on), "
            + "`matching`, `total`, `version` (which differs after a change) and `settings` (names of the varying ones). "
            + "`filter` holds conditions with blanks between, such as `width>=64 optimizer=adam state=failed,diverged reason~NaN`; "
            + "`sort` names a setting or figure, with - before it for descending.")
        .Produces<string>(StatusCodes.Status200OK, "application/json");

    private async Task<IResult> ReadAsync(string id, int? offset, int? rows, string? filter, string? sort, CancellationToken cancellation)
    {
        if (offset < 0)
            throw new SweepException($"offset: {offset} is not possible. Give a number of rows, 0 or more.");
        if (rows is < 0 or > MaxRows)
            throw new SweepException($"rows: {rows} is not possible. Give a number from 0 to {MaxRows}.");
        var sweep = await store.FindSweepAsync(id, cancellation) ?? throw new InvalidOperationException($"{id} was there a moment ago.");
        var window = await tables.Find(sweep).FindAsync(sweep, filter, sort, offset ?? 0, rows ?? DefaultRows, cancellation);
        var trials = new List<TrialRecord>(window.Trials.Count);
        await foreach (var trial in store.FindTrialsAsync(id, window.Trials, cancellation))
            trials.Add(trial);
        return TypedResults.Text(Json(sweep, window, trials), "application/json");
    }

    private static string Json(SweepRecord sweep, TrialWindow window, List<TrialRecord> trials)
    {
        var configurations = Sweep.Read(sweep).Configurations;
        return JsonLine.Object(json =>
        {
            json.WriteNumber("total", window.Total);
            json.WriteNumber("matching", window.Matching);
            json.WriteString("version", window.Version);
            json.WriteStartArray("settings");
            foreach (var setting in window.Settings)
                json.WriteStringValue(setting);
            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (var trial in trials)
            {
                json.WriteStartObject();
                JsonRecords.Trial(json, trial, configurations.VaryingSettings(trial.Configuration));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
