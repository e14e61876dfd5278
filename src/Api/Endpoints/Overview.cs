using System.Collections.Concurrent;
using SweepCluster.Api.Server;
using SweepCluster.Client.Messages;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Results.Text;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Api.Endpoints;

/// <summary>Reads the state of a server. Sweeps without changes are read once.</summary>
internal sealed class Overview(ApiBackend backend)
{
    /// <summary>Maximum number of sweeps in the overview.</summary>
    public const int MaxSweeps = 200;

    private readonly ConcurrentDictionary<string, (SweepRecord Sweep, SweepSummary Summary)> _resting = new(StringComparer.Ordinal);

    public async Task<OverviewMessage> ReadAsync(CancellationToken cancellation)
    {
        var sweeps = await backend.Store.ListSweepsAsync(cancellation);
        var summaries = new List<SweepSummary>();
        foreach (var sweep in sweeps.Reverse().Take(MaxSweeps))
            summaries.Add(await SummaryAsync(sweep, cancellation));
        return new(summaries, sweeps.Count, [.. (await backend.Slots(cancellation)).Select(SlotMessage.From)]);
    }

    public async Task<SweepSummary> SummaryAsync(SweepRecord sweep, CancellationToken cancellation)
    {
        if (_resting.TryGetValue(sweep.Id, out var known) && known.Sweep == sweep)
            return known.Summary;
        // Read before the sweep: a sweep that is not held then has saved everything.
        var process = await backend.Store.FindClaimHolderAsync(sweep.Id, cancellation);
        var counts = await backend.Store.CountTrialsAsync(sweep.Id, cancellation);
        var summary = SweepLookup.TryReadSpec(sweep, out var spec, out var problem)
            ? await SummaryAsync(sweep, spec, counts, process, cancellation)
            : Summary(sweep, null, counts, process, null) with
            {
                Description = $"Its spec can't be read by this version: {problem}",
                SpecProblem = problem,
            };
        if (sweep.Status != SweepStatus.Running && process is null)
            _resting[sweep.Id] = (sweep, summary);
        else
            _resting.TryRemove(sweep.Id, out _);
        return summary;
    }

    private async Task<SweepSummary> SummaryAsync(
        SweepRecord sweep, SweepSpec spec, IReadOnlyDictionary<TrialState, long> counts, int? process, CancellationToken cancellation)
    {
        var leaders = await backend.Store.ReadLeadersAsync(sweep.Id, spec.Objective.Goal, 1, cancellation);
        return Summary(
            sweep, spec, counts, process, LeaderboardTable.Build(spec, leaders) is [var first, ..] ? first.Objective.Mean : null);
    }

    private static SweepSummary Summary(
        SweepRecord sweep, SweepSpec? spec, IReadOnlyDictionary<TrialState, long> counts, int? process, double? best) =>
        new(
            sweep.Id, sweep.Name, spec?.Description ?? "", sweep.Status, sweep.Reason, sweep.Configurations, sweep.Seeds,
            SweepText.Trials(sweep, spec), counts,
            sweep.CreatedAt, sweep.RunSeconds, process, spec?.Objective.Metric.Name() ?? "", spec?.Objective.Goal == Goal.Maximize, best)
        {
            Kind = spec?.Kind == SweepKind.RangeTest ? "lr-range" : "train",
            Tags = spec is null ? [] : [.. spec.Tags],
        };
}
