using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep gc</c>: frees the space that no sweep uses, and on request the checkpoints of all but the best trials.</summary>
internal static class CollectCommand
{
    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var best = new Option<int?>("--keep-best")
        {
            Description = "Also delete the checkpoints of all but the N best trials of every sweep that has ended.",
            HelpName = "N",
        };
        var orphans = new Option<bool>("--orphans")
        {
            Description = "Also delete checkpoints of the home folder whose sweep is not in this results store; another store may have it.",
        };
        var deletion = new Deletion();
        var command = new Command("gc", "Delete files that no trial reads, and compact the results store.") { best, orphans };
        deletion.AddTo(command);
        command.ChangeResults(host, options, (scope, parsed) => CollectAsync(
            scope, parsed.GetValue(best), parsed.GetValue(orphans), what => deletion.IsWanted(scope, parsed, what)));
        return command;
    }

    private static async Task<int> CollectAsync(CommandScope scope, int? best, bool withOrphans, Func<string, bool> isWanted)
    {
        Deletion.RequireLocal(scope, "gc");
        if (best is < 1)
            throw new SweepException($"--keep-best: {best} is not possible. Give at least 1, or use ./sweep rm ID --checkpoints.");
        var sweeps = await scope.Store.ListSweepsAsync(scope.Cancellation);
        foreach (var sweep in sweeps)
        {
            if (await scope.Store.FindClaimHolderAsync(sweep.Id, scope.Cancellation) is { } process)
            {
                throw new SweepException(
                    $"gc: process {process} runs {sweep.Id}. Wait for its end, or pause it with: ./sweep pause {sweep.Id}");
            }
        }

        var claims = new List<IAsyncDisposable>();
        try
        {
            // The claims ensure that no process trains one of them meanwhile.
            foreach (var sweep in sweeps)
                claims.Add(await scope.Writable.ClaimAsync(sweep.Id, claimant: null, scope.Cancellation));
            return await CollectAsync(scope, sweeps, best, withOrphans, isWanted);
        }
        finally
        {
            foreach (var claim in claims)
                await claim.DisposeAsync();
        }
    }

    private static async Task<int> CollectAsync(
        CommandScope scope, IReadOnlyList<SweepRecord> sweeps, int? best, bool withOrphans, Func<string, bool> isWanted)
    {
        using var checkpoints = CheckpointStores.Open(scope.Settings);
        var root = checkpoints.Place;
        var isBucket = CheckpointPlace.IsBucket(root);
        if (isBucket && withOrphans)
            throw new SweepException($"--orphans: {root} is a bucket, which other stores may use. Look there with: aws s3 ls {root}/");
        var orphans = withOrphans ? CheckpointFolders.WithoutSweep(root, sweeps.Select(sweep => sweep.Id).ToHashSet()) : [];
        // A bucket has no unfinished files.
        var files = isBucket ? [] : sweeps.SelectMany(sweep => CheckpointFolders.LeftOver(root, sweep.Id)).ToList();
        var worse = new List<(string Sweep, StoredCheckpoints Stored)>();
        foreach (var sweep in sweeps.Where(sweep => best is not null && sweep.Status is (SweepStatus.Finished or SweepStatus.Cancelled)))
        {
            var kept = await BestTrials.FoldersAsync(scope, sweep, best!.Value);
            var stored = await checkpoints.ListAsync(sweep.Id, scope.Cancellation);
            worse.AddRange(stored.Where(one => !kept.Contains(one.Trial)).Select(one => (sweep.Id, one)));
        }

        var worseFolders = worse.Select(one => Path.Combine(root, one.Sweep, one.Stored.Trial)).ToHashSet();
        files.RemoveAll(file => worseFolders.Contains(Path.GetDirectoryName(file)!));
        var unused = await scope.Writable.CompactAsync(isDry: true, scope.Cancellation);
        var bytes = orphans.Concat(files).Sum(CheckpointFolders.SizeOf) + worse.Sum(one => one.Stored.Bytes) + unused;
        if (orphans.Count + files.Count + worse.Count == 0 && unused == 0)
        {
            scope.Output.WriteLine("There is nothing to free.");
            return ExitCodes.Done;
        }

        string[] parts =
        [
            .. orphans.Count == 0 ? (string[])[] : [$"the checkpoints of {FigureText.Plural(orphans.Count, "sweep")} not recorded here"],
            .. files.Count == 0 ? (string[])[] : [$"{FigureText.Plural(files.Count, "file")} that no trial reads"],
            .. worse.Count == 0 ? (string[])[] : [$"the checkpoints of {FigureText.Plural(worse.Count, "trial")}"],
            .. unused == 0 ? (string[])[] : ["the free space of the results store"],
        ];
        var what = $"{string.Join(", ", parts)} ({FigureText.Bytes(bytes)})";
        if (!isWanted(what))
            return ExitCodes.Done;
        foreach (var path in orphans.Concat(files))
            CheckpointFolders.Delete(path);
        foreach (var (sweep, stored) in worse)
            await checkpoints.DeleteAsync(sweep, stored.Trial, scope.Cancellation);
        await scope.Writable.CompactAsync(isDry: false, scope.Cancellation);
        if (!scope.Settings.Quiet)
            scope.Output.WriteLine($"Deleted {what}.");
        return ExitCodes.Done;
    }
}
