using System.Globalization;
using System.Text.RegularExpressions;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Commands;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Views;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Sweeps.Search;

namespace SweepCluster.Coordinator.Notebooks;

/// <summary>Finds the sweep of a comparison by its spec's name, and continues or starts it.</summary>
internal sealed partial class NotebookSweeps(CommandScope scope)
{
    /// <summary>The newest sweep of that name whose spec trains the same; null if there is none.</summary>
    public async Task<SweepRecord?> FindAsync(SweepSpec spec)
    {
        var sweeps = await scope.Store.ListSweepsAsync(scope.Cancellation);
        return sweeps.LastOrDefault(sweep => sweep.Name == spec.Name && sweep.Status != SweepStatus.Cancelled && IsSame(sweep, spec));
    }

    /// <summary>Brings the comparison to a number of seeds, starting from whatever is recorded. Returns an exit code.</summary>
    public async Task<int> RunAsync(SweepSpec spec, int seeds)
    {
        while (true)
        {
            var sweep = await FindAsync(spec);
            var code = sweep switch
            {
                null => await SubmitAsync(spec, seeds),
                { Status: SweepStatus.Running or SweepStatus.Paused } => await ResumeCommand.GoOnAsync(
                    scope, sweep.Id, new SweepChange.Resume()),
                _ when sweep.Seeds < seeds => await ResumeCommand.GoOnAsync(
                    scope, sweep.Id, new SweepChange.ExtendSeeds(seeds - sweep.Seeds)),
                _ => (int?)null,
            };
            if (code is null)
                return ExitCodes.Done;
            if (code != ExitCodes.Done)
                return code.Value;
        }
    }

    private async Task<int> SubmitAsync(SweepSpec spec, int seeds)
    {
        var text = await SubmittedSpec.ResolveAsync(spec, scope.Store, scope.Cancellation);
        await using var runtime = scope.Host.OpenRuntime(scope.Settings, scope.Store);
        var data = runtime.LoadData(spec.Data.Dataset, scope.Settings.Data, null, scope.Cancellation);
        var sweep = await runtime.Service.SubmitAsync(new(WithSeeds(text, seeds), scope.Settings.Data) { Data = data }, scope.Cancellation);
        return await new ForegroundSweep(scope.Host, scope.Settings, scope.Store, scope.Output)
            .RunAsync(sweep, new EndedTrials(sweep.Pass, new SweepProgress(0, [], 0)), runtime, scope.Cancellation);
    }

    // Notes, published figures and claims may differ; settings of the training may not, nor may figures be missing that claims need.
    private static bool IsSame(SweepRecord sweep, SweepSpec spec)
    {
        if (sweep.EpochBonus != 0 || SpecCache.Read(sweep.SpecText).Spec is not { } recorded || recorded.Seed != spec.Seed)
            return false;
        var (own, other) = (SweepConfigurations.Find(spec), SweepConfigurations.Find(recorded));
        var settled = spec with { Rates = recorded.Rates };
        return own.Count == other.Count && recorded.RangeTest == spec.RangeTest && (recorded.ScoresTraining || !spec.ScoresTraining)
            && Enumerable.Range(0, (int)own.Count).All(number =>
            {
                var (ours, theirs) = (
                    ConfigurationResolver.Resolve(settled, own.Propose(number)),
                    ConfigurationResolver.Resolve(recorded, other.Propose(number)));
                return ours.Epochs == theirs.Epochs && ConfigurationHash.Compute(ours) == ConfigurationHash.Compute(theirs);
            });
    }

    private static string WithSeeds(string text, int seeds)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"seeds: {seeds}");
        return Seeds().IsMatch(text) ? Seeds().Replace(text, line, 1) : $"{text.TrimEnd()}\n{line}\n";
    }

    [GeneratedRegex("^seeds:.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Seeds();
}
