using SweepCluster.Model;

namespace SweepCluster.Sweeps.Search;

/// <summary>Arithmetic on counts that refuses to overflow.</summary>
internal static class CheckedCount
{
    public static long Multiply(long left, long right)
    {
        try
        {
            return checked(left * right);
        }
        catch (OverflowException)
        {
            throw TooMany();
        }
    }

    public static long Add(long left, long right)
    {
        try
        {
            return checked(left + right);
        }
        catch (OverflowException)
        {
            throw TooMany();
        }
    }

    private static SweepException TooMany() => new(
        "space: the grid has more than 9,223,372,036,854,775,807 trials, more than can be numbered. "
        + "Use fewer axes, fewer values, or `search: {random: N}`.");
}
