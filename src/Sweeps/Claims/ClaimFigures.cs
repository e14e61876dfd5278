using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Claims;

/// <summary>The figures of a claim, of its own sweep and of the others that it names.</summary>
internal sealed class ClaimFigures
{
    private readonly ClaimSpec _claim;
    private readonly SweepSpec _spec;
    private readonly IReadOnlyDictionary<string, SweepResults> _sweeps;
    private readonly Dictionary<(string Sweep, int? Epoch), SeedValues> _values = [];

    /// <param name="own">The sweep of the claim.</param>
    /// <param name="others">The other sweeps, by the names that the claim has for them.</param>
    public ClaimFigures(ClaimSpec claim, SweepResults own, IReadOnlyDictionary<string, SweepResults> others)
    {
        (_claim, _spec) = (claim, own.Spec!);
        _sweeps = new Dictionary<string, SweepResults>(others) { [""] = own };
        Own = Find(new([]));
        HasCompany = claim.Figure == ClaimMetric.SecondsPerEpoch
            && _sweeps.Values.Any(results => results.Spec is not null && TrialCompany.Exists(results.Trials));
    }

    /// <summary>Whether the figure is a time, and some trials were trained at the same time.</summary>
    public bool HasCompany { get; }

    /// <summary>The figures of the claim's sweep.</summary>
    public SeedValues Own { get; }

    /// <summary>The choice of the configurations that are compared; null: all count.</summary>
    public ClaimChoice? Choice => _claim.Choice;

    /// <summary>The figures from which a side is taken.</summary>
    public SeedValues Find(ClaimSide side)
    {
        var key = (side.Sweep, side.Epoch ?? _claim.Epoch);
        if (!_values.TryGetValue(key, out var values))
            _values[key] = values = new(_sweeps.GetValueOrDefault(side.Sweep)!, _claim with { Epoch = key.Item2 });
        return values;
    }

    /// <summary>Why the sides can't be compared; null if they can.</summary>
    public string? FindObstacle(IEnumerable<ClaimSide> sides) =>
        sides.Where(side => side.Sweep.Length > 0).Select(FindObstacle).FirstOrDefault(obstacle => obstacle is not null);

    /// <summary>Whether seed k of both sides has the same random numbers.</summary>
    public bool SharesSeeds(ClaimSide first, ClaimSide second) =>
        _sweeps[first.Sweep].Spec!.Seed == _sweeps[second.Sweep].Spec!.Seed;

    private string? FindObstacle(ClaimSide side)
    {
        if (!_sweeps.TryGetValue(side.Sweep, out var results))
            return $"the results of {side.Sweep} were not read";
        if (results.Spec is not { } spec)
            return results.Problem;
        var (ours, theirs) = (_spec.Data, spec.Data);
        if (ours.Dataset != theirs.Dataset)
            return $"{side.Sweep} has another data set";
        // What is not reached counts by the number of epochs that could have reached it.
        if (_claim.Figure.Target is not null && Find(side).Horizon != Own.Horizon)
            return $"{side.Sweep} trains for another number of epochs";
        // Test figures are of the same images whatever was held out, and time depends on the number of those trained on.
        var isOfTest = _claim.Figure.Metric is { } metric && metric.IsTest();
        if (!isOfTest && ours.Split != theirs.Split)
            return $"{side.Sweep} holds out other images";
        return (isOfTest || _claim.Figure.NeedsTrainingScore) && ours.TestScale != theirs.TestScale
            ? $"{side.Sweep} scales its test images in another way"
            : null;
    }
}
