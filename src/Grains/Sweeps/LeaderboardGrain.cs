using SweepCluster.Contracts.Grains;
using SweepCluster.Contracts.Ports;
using SweepCluster.Grains.Placement;
using SweepCluster.Model;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Trials;
using SweepCluster.Sweeps.Leaderboard;

namespace SweepCluster.Grains.Sweeps;

/// <summary>See <see cref="ILeaderboardGrain"/>. However many watch, the store is asked at most once a second and only after news.</summary>
[CoordinatorFilter]
internal sealed class LeaderboardGrain(IResultStore store, TimeProvider time) : Grain, ILeaderboardGrain
{
    private static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(1);

    private SweepSpec? _spec;
    private LivePoints? _points;
    private IReadOnlyList<ConfigurationTrials> _recorded = [];
    private int _rows;
    private long? _read;

    public async Task MergeAsync(EquatableArray<TrialPoint> points)
    {
        await OpenAsync();
        _points!.Merge(points);
    }

    public async Task<EquatableArray<LeaderboardRow>> TopAsync(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        await OpenAsync();
        if (rows > _rows || _read is not { } read || time.GetElapsedTime(read) >= MaximumAge)
        {
            _recorded = await store.ReadLeadersAsync(this.GetPrimaryKeyString(), _spec!.Objective.Goal, rows, CancellationToken.None);
            (_rows, _read) = (rows, time.GetTimestamp());
        }

        return LeaderboardTable.Build(_spec!, _points!.Over(_recorded)).Take(rows).ToEquatableArray();
    }

    private async Task OpenAsync()
    {
        if (_spec is not null)
            return;
        var id = this.GetPrimaryKeyString();
        var sweep = await store.FindSweepAsync(id, CancellationToken.None) ?? throw NotRecorded.Sweep(id);
        _spec = SpecCache.Read(sweep.SpecText).Spec ?? throw new SweepException($"The recorded spec of {id} can't be read any more.");
        _points = new(_spec);
    }
}
