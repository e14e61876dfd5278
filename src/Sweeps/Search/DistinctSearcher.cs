using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Proposes the different configurations among numbered draws: proposal k is the k-th different one, without the explicit ones of
/// the spec. It depends on the spec and on k alone, not on the number of samples.</summary>
/// <remarks>The draws are scanned as far as a proposal needs. When they hardly find anything new, the remaining configurations of a small
/// space follow in the order of its cells; in a larger space the search ends.</remarks>
internal sealed class DistinctSearcher : ISearcher
{
    // Number of draws in a row without a new configuration.
    private const int MaxMisses = 10_000;

    private const int MaxCapacity = 1_000_000;

    private readonly Func<long, EquatableArray<SettingAssignment>> _draw;
    private readonly Func<EquatableArray<SettingAssignment>, ConfigurationKey> _key;

    // Trials of one sweep are described on several threads, with one searcher.
    private readonly Lock _scanning = new();
    private readonly HashSet<ConfigurationKey> _seen;
    private readonly List<long> _found = [];
    private readonly EquatableArray<SettingAssignment>[] _rest = [];
    private readonly bool _isPlentiful;
    private long _next;

    /// <param name="samples">Number of configurations to find at most.</param>
    /// <param name="draw">The settings of a draw by its number, from 0.</param>
    public DistinctSearcher(
        SweepSpec spec, int samples, Func<long, EquatableArray<SettingAssignment>> draw, CancellationToken cancellation)
    {
        _draw = draw;
        // Created with its final size: a set that grows leaves its smaller copies behind.
        _seen = new(spec.Configurations.Count + Math.Min(samples, MaxCapacity));
        _seen.UnionWith(spec.Configurations.Select(own => ConfigurationKey.FromSettings(spec, own)));
        _key = _seen.Count == 0 && AxisDistinctness.IsCertain(spec)
            ? ConfigurationKey.FromText
            : assignments => ConfigurationKey.FromSettings(spec, assignments);
        samples = spec.Space.Count == 0 ? 0 : samples;
        _isPlentiful = SpaceSize.LowerBound(spec) >= (2.0 * samples) + _seen.Count;
        Count = samples;
        if (_isPlentiful || samples == 0)
            return;
        Scan(samples, cancellation);
        if (_found.Count < samples && SpaceSize.Enumerate(spec.Space) is { } all)
            _rest = [.. Missed(all, cancellation).Take(samples - _found.Count)];
        Count = _found.Count + _rest.Length;
    }

    public long Count { get; }

    public EquatableArray<SettingAssignment> Propose(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        lock (_scanning)
        {
            if (_isPlentiful)
                Scan(number + 1, CancellationToken.None);
            return number < _found.Count ? _draw(_found[(int)number]) : _rest[number - _found.Count];
        }
    }

    private void Scan(long count, CancellationToken cancellation)
    {
        for (var misses = 0; _found.Count < count && (misses < MaxMisses || _isPlentiful); _next++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_seen.Add(_key(_draw(_next))))
            {
                _found.Add(_next);
                misses = 0;
            }
            else
            {
                misses++;
            }
        }
    }

    private IEnumerable<EquatableArray<SettingAssignment>> Missed(SearchSpace all, CancellationToken cancellation)
    {
        var order = all.Axes.Select(axis => axis.Setting).ToList();
        return Enumerable.Range(0, (int)all.Count)
            .Select(cell => all.Decode(cell).OrderBy(own => order.IndexOf(own.Setting)).ToEquatableArray())
            .Where(own =>
            {
                cancellation.ThrowIfCancellationRequested();
                return _seen.Add(_key(own));
            });
    }
}
