using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep show ID</c>: a sweep with its events, its spec, or one of its trials.</summary>
internal static class ShowCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var id = CommandScopes.SweepArgument();
        var spec = new Option<bool>("--spec") { Description = "Print the spec as it was submitted." };
        var trial = new Option<long?>("--trial") { Description = "Show one trial with its epochs.", HelpName = "N" };
        var command = new Command("show", "Show a sweep, its spec or one of its trials.") { id, spec, trial };
        command.ReadResults(host, options, async (scope, parsed) =>
        {
            var sweep = await scope.FindAsync(parsed.GetRequiredValue(id));
            if (parsed.GetValue(spec))
                scope.Documents.Write(sweep.SpecText);
            else if (parsed.GetValue(trial) is { } number)
                await ShowTrialAsync(scope, sweep, number);
            else
                await ShowSweepAsync(scope, sweep);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task ShowSweepAsync(CommandScope scope, SweepRecord sweep)
    {
        SweepLookup.TryReadSpec(sweep, out var spec, out var problem);
        var counts = await scope.Store.CountTrialsAsync(sweep.Id, scope.Cancellation);
        var events = await scope.Store.ReadEventsAsync(sweep.Id, scope.Cancellation);
        if (scope.Settings.Json)
        {
            scope.Output.WriteLine(JsonLine.Object(json =>
            {
                JsonRecords.Sweep(json, sweep);
                json.WriteNumber("trials", SweepText.Trials(sweep, spec));
                JsonRecords.Counts(json, counts);
                JsonRecords.Events(json, events);
                JsonRecords.SpecProblem(json, problem);
            }));
            return;
        }

        var status = ListCommand.Status(sweep, await scope.Store.FindClaimHolderAsync(sweep.Id, scope.Cancellation));
        foreach (var line in SweepReport.Lines(sweep, spec, problem, status, counts, events, scope.Width))
            scope.Output.WriteLine(line);
    }

    private static async Task ShowTrialAsync(CommandScope scope, SweepRecord sweep, long number)
    {
        SweepLookup.TryReadSpec(sweep, out var spec, out var problem);
        var trials = SweepText.Trials(sweep, spec);
        if (number < 0 || number >= trials)
            throw new SweepException($"--trial: {sweep.Id} has no trial {number}. Its trials are 0 to {trials - 1}.");
        var trial = await scope.Store.FindTrialAsync(sweep.Id, number, scope.Cancellation)
            ?? throw new SweepException($"Trial {number} of {sweep.Id} has not been started yet.");
        var epochs = new List<EpochRecord>();
        await foreach (var epoch in scope.Store.ReadEpochsAsync(sweep.Id, number, scope.Cancellation))
            epochs.Add(epoch);
        if (scope.Settings.Json)
        {
            var settings = spec is null ? [] : SweepConfigurations.Find(spec).VaryingSettings(trial.Configuration);
            scope.Output.WriteLine(JsonLine.Object(json => JsonRecords.Trial(json, trial, settings)));
            foreach (var epoch in epochs)
                scope.Output.WriteLine(JsonLine.Object(json => JsonRecords.Epoch(json, epoch)));
            return;
        }

        var events = await scope.Store.ReadEventsAsync(sweep.Id, scope.Cancellation);
        foreach (var line in TrialPage.Lines(
            spec, problem, trial, epochs, events, CheckpointFolder(scope.Settings, trial, sweep), scope.Width))
            scope.Output.WriteLine(line);
    }

    private static string? CheckpointFolder(CommandSettings settings, TrialRecord trial, SweepRecord sweep)
    {
        // A local folder of the same name belongs to another sweep.
        if (settings.Cluster is not null)
            return null;
        var place = CheckpointPlace.CombineTrial(settings.CheckpointRoot, sweep.Id, trial.Trial);
        // No request is sent to a server of buckets: the page needs no credentials.
        return CheckpointPlace.IsBucket(place) || Directory.Exists(place) ? place : null;
    }
}
