using System.Collections.Immutable;

namespace SweepCluster.Sweeps.Stopping;

/// <summary>Deals configurations out to brackets in the proportions of Hyperband (Li et al., JMLR 18-185, 2018, algorithm 1), so that each
/// bracket spends about the same number of epochs.</summary>
/// <remarks>The next configuration goes to the bracket that lags its share most; ties go to the bracket with the lowest number.</remarks>
internal sealed record BracketShares
{
    private readonly ImmutableArray<double> _shares;
    private readonly ImmutableArray<long> _dealt;

    /// <param name="rungs">Number of rungs of bracket 0; bracket b has b fewer.</param>
    public BracketShares(int eta, int rungs, int brackets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(brackets, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(brackets, rungs);
        double[] sizes = [.. Enumerable.Range(0, brackets).Select(bracket => Size(rungs - 1 - bracket))];
        _shares = [.. sizes.Select(size => size / sizes.Sum())];
        _dealt = [.. new long[brackets]];

        double Size(int halvings)
        {
            var size = (double)rungs / (halvings + 1);
            for (var i = 0; i < halvings; i++)
                size *= eta;
            return Math.Ceiling(size);
        }
    }

    /// <summary>The bracket of the next configuration, and the shares afterwards.</summary>
    public (int Bracket, BracketShares Next) Deal()
    {
        var total = _dealt.Sum() + 1;
        var bracket = Enumerable.Range(0, _shares.Length).MaxBy(index => (_shares[index] * total) - _dealt[index]);
        return (bracket, new(_shares, _dealt.SetItem(bracket, _dealt[bracket] + 1)));
    }

    private BracketShares(ImmutableArray<double> shares, ImmutableArray<long> dealt) => (_shares, _dealt) = (shares, dealt);
}
