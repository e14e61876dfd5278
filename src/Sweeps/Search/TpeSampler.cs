using System.Collections.Immutable;
using SweepCluster.Model;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Proposes configurations by a tree-structured Parzen estimator: Bergstra et al., "Algorithms for hyper-parameter optimization"
/// (NIPS
/// 2011), with the estimators of Optuna 4. Of some candidates from the density of the best trials, the proposal is the one at which the
/// density of the best exceeds that of all others most.</summary>
/// <remarks>A proposal is a pure function of the space, the seed, its number, the finished trials and the open ones. Open trials count
/// among
/// the bad ones (constant liar), so that workers at the same time don't propose the same. Axes with the same condition are estimated
/// together, from the trials that have them; parents come before children. A proposal may repeat an earlier one.</remarks>
public sealed class TpeSampler
{
    private const int MaxBest = 25;
    private const uint CandidatesPerProposal = 1 << 16;

    private readonly EquatableArray<AxisSpec> _axes;
    private readonly ImmutableArray<TpeAxis> _encodings;
    private readonly ulong _seed;
    private readonly Goal _goal;
    private readonly TpeSettings _settings;
    private readonly RandomDraws _draws;

    // The axes of each group, in the order in which they are proposed.
    private readonly ImmutableArray<ImmutableArray<int>> _groups;

    /// <param name="axes">The space.</param>
    /// <param name="seed">The sweep's seed.</param>
    public TpeSampler(EquatableArray<AxisSpec> axes, ulong seed, Goal goal, TpeSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Startup, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Candidates, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Candidates, (int)CandidatesPerProposal);
        (_axes, _seed, _goal, _settings) = (axes, seed, goal, settings);
        _encodings = [.. axes.Select(axis => new TpeAxis(axis))];
        _draws = new(axes, seed);
        _groups = [.. Enumerable.Range(0, axes.Count)
            .OrderBy(Depth)
            .GroupBy(axis => settings.IsMultivariate ? (axes[axis].When, -1) : (null, axis))
            .Select(group => group.ToImmutableArray())];
    }

    /// <summary>The number of best trials among <paramref name="finished"/> ones: a tenth, at most 25.</summary>
    public static int BestCount(int finished) => Math.Min((finished + 9) / 10, MaxBest);

    /// <summary>A configuration that was proposed, for later proposals.</summary>
    /// <param name="number">Number of the proposal.</param>
    /// <param name="settings">The settings that were proposed; settings that are no axes are ignored.</param>
    /// <param name="objective">The objective; null if there is none, or none yet.</param>
    /// <param name="epochs">Number of epochs that it was trained. A trial that was stopped early counts after those that were
    /// trained longer.</param>
    public TpeObservation Observe(long number, EquatableArray<SettingAssignment> settings, double? objective, int epochs)
    {
        var point = new double[_axes.Count];
        for (var axis = 0; axis < point.Length; axis++)
        {
            var own = settings.FirstOrDefault(own => own.Setting == _axes[axis].Setting);
            point[axis] = own is null ? double.NaN : _encodings[axis].Encode(own.Value);
        }

        var score = objective is not { } value ? double.PositiveInfinity : _goal == Goal.Minimize ? value : -value;
        return new(number, [.. point], score, epochs);
    }

    /// <summary>The settings of a proposal.</summary>
    /// <param name="number">Number of the proposal, from 0.</param>
    /// <param name="finished">The finished trials, in any order.</param>
    /// <param name="open">The trials that have no result yet, in any order.</param>
    public EquatableArray<SettingAssignment> Propose(
        long number, IReadOnlyCollection<TpeObservation> finished, IReadOnlyCollection<TpeObservation> open)
    {
        if (finished.Count < _settings.Startup)
            return _draws.Draw(number);
        var (best, others) = Split(finished, open);
        var values = new SettingValue?[_axes.Count];
        foreach (var group in _groups.Where(group => Exists(group[0], values)))
        {
            var proposed = Propose(number, group, best, others);
            for (var i = 0; i < group.Length; i++)
                values[group[i]] = _encodings[group[i]].Decode(proposed[i]);
        }

        return Enumerable.Range(0, values.Length)
            .Where(axis => values[axis] is not null)
            .Select(axis => new SettingAssignment(_axes[axis].Setting, values[axis]!))
            .ToEquatableArray();
    }

    private double[] Propose(long number, ImmutableArray<int> group, TpeObservation[] best, TpeObservation[] others)
    {
        TpeAxis[] axes = [.. group.Select(axis => _encodings[axis])];
        var good = new ParzenEstimator(axes, Columns(group, best), _settings.IsMultivariate);
        var bad = new ParzenEstimator(axes, Columns(group, others), _settings.IsMultivariate);
        var (chosen, most) = ((double[]?)null, double.NegativeInfinity);
        for (var candidate = 0; candidate < _settings.Candidates; candidate++)
        {
            var index = ((ulong)number * CandidatesPerProposal) + (ulong)candidate;
            var point = good.Sample(axis => Uniform(axis < 0 ? _axes.Count + group[0] : group[axis], index));
            var gain = good.LogDensity(point) - bad.LogDensity(point);
            if (chosen is null || gain > most)
                (chosen, most) = (point, gain);
        }

        return chosen!;
    }

    private double Uniform(int stream, ulong index) => new Philox(_seed, 0, RandomPurpose.Estimate, (uint)stream).Uniform(index);

    private static (TpeObservation[] Best, TpeObservation[] Others) Split(
        IReadOnlyCollection<TpeObservation> finished, IReadOnlyCollection<TpeObservation> open)
    {
        var count = BestCount(finished.Count);
        // The worst of the best so far comes out first.
        var heap = new PriorityQueue<TpeObservation, TpeObservation>(
            Comparer<TpeObservation>.Create((left, right) => TpeObservation.BestFirst.Compare(right, left)));
        foreach (var observation in finished)
        {
            if (heap.Count < count)
                heap.Enqueue(observation, observation);
            else
                heap.EnqueueDequeue(observation, observation);
        }

        var best = heap.UnorderedItems.Select(item => item.Element).ToHashSet(ReferenceEqualityComparer.Instance);
        TpeObservation[] others = [.. finished.Where(observation => !best.Contains(observation)), .. open];
        // Trials mostly finish in the order of their numbers.
        if (others.Zip(others.Skip(1), (one, next) => one.Number > next.Number).Any(isDescent => isDescent))
            Array.Sort(Array.ConvertAll(others, observation => observation.Number), others);
        return ([.. finished.Where(best.Contains).OrderBy(observation => observation.Number)], others);
    }

    // By axis, the observations that have all axes of the group.
    private static double[][] Columns(ImmutableArray<int> group, TpeObservation[] observations)
    {
        TpeObservation[] complete = [.. observations.Where(observation => !double.IsNaN(observation.Point[group[0]]))];
        return [.. group.Select(axis => Array.ConvertAll(complete, observation => observation.Point[axis]))];
    }

    private bool Exists(int axis, SettingValue?[] values) => _axes[axis].When is not { } when
        || (values[Parent(when)] is { } parent && when.HoldsFor(parent));

    private int Parent(AxisCondition when) =>
        Enumerable.Range(0, _axes.Count).First(axis => _axes[axis].Setting == when.Setting);

    private int Depth(int axis) => _axes[axis].When is { } when ? Depth(Parent(when)) + 1 : 0;
}
