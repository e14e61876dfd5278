using SweepCluster.Model;

namespace SweepCluster.Results.Tables;

/// <summary>A filter and an order of trials.</summary>
/// <param name="Alternatives">Lists of conditions; all of one list must hold.</param>
/// <param name="Sort">Name of a figure or setting.</param>
public sealed record TrialQuery(IReadOnlyList<IReadOnlyList<TrialCondition>> Alternatives, string Sort, bool Descending)
{
    /// <param name="filter">See <see cref="FilterText"/>.</param>
    /// <param name="sort">A name, with - before it for descending order; null: by index.</param>
    /// <exception cref="SweepException">The filter can't be read.</exception>
    public static TrialQuery Parse(string? filter, string? sort)
    {
        var name = sort is { Length: > 0 } ? sort : TrialColumn.All[0].Name;
        return new(FilterText.Parse(filter ?? "", "filter"), name.TrimStart('-'), name.StartsWith('-'));
    }

    /// <summary>The rows that match, in order; rows without the sort key come last, ties by index.</summary>
    /// <exception cref="SweepException">There is no such column.</exception>
    public int[] Run(TrialIndex index)
    {
        var tests = Alternatives.Select(conditions => conditions.Select(condition => condition.CreateTest(index)).ToArray()).ToArray();
        var key = Key(index);
        var rows = new List<int>();
        for (var row = 0; row < index.Count; row++)
        {
            if (Array.Exists(tests, all => Array.TrueForAll(all, test => test(row))))
                rows.Add(row);
        }

        var sorted = rows.ToArray();
        var sign = Descending ? -1 : 1;
        var keys = Array.ConvertAll(sorted, row => key(row) is var value && double.IsNaN(value) ? double.PositiveInfinity : sign * value);
        Array.Sort(keys, sorted);
        SortTies(keys, sorted);
        return sorted;
    }

    private Func<int, double> Key(TrialIndex index)
    {
        if (TrialColumn.IndexOf(Sort) is >= 0 and var figure)
            return row => index.Figure(figure)[row];
        return index.Settings.FirstOrDefault(column => column.Name == Sort) is { } setting
            ? row => setting.Key(index.Configuration(row))
            : throw new SweepException(
                $"sort: There is no '{Sort}'. Known: {string.Join(", ", Names(index))}.");
    }

    // The sort isn't stable, so equal keys are ordered by row afterwards.
    private static void SortTies(double[] keys, int[] rows)
    {
        for (var first = 0; first < keys.Length;)
        {
            var next = first + 1;
            while (next < keys.Length && keys[next].Equals(keys[first]))
                next++;
            Array.Sort(rows, first, next - first);
            first = next;
        }
    }

    private static IEnumerable<string> Names(TrialIndex index) =>
        index.Settings.Select(column => column.Name).Concat(TrialColumn.All.Select(column => column.Name));
}
