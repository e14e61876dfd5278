using SweepCluster.Model;

namespace SweepCluster.Results.Tables;

/// <summary>A filter and an order of trials.</summary>
/// <param name="Conditions">The conditions, all of which must hold.</param>
/// <param name="Sort">Name of a figure or setting.</param>
public sealed record TrialQuery(IReadOnlyList<TrialCondition> Conditions, string Sort, bool Descending)
{
    private const int MaxConditions = 20;

    /// <param name="filter">Conditions with blanks between them, e.g. <c>width>=64 optimizer=adam "no such"</c>; a value with blanks stands
    /// in double quotes.</param>
    /// <param name="sort">A name, with - before it for descending order; null: by index.</param>
    /// <exception cref="SweepException">The filter can't be read.</exception>
    public static TrialQuery Parse(string? filter, string? sort)
    {
        var conditions = Words(filter ?? "").Select(Condition).ToArray();
        if (conditions.Length > MaxConditions)
            throw new SweepException($"filter: {conditions.Length} conditions are too many. Give up to {MaxConditions}.");
        var name = sort is { Length: > 0 } ? sort : TrialColumn.All[0].Name;
        return new(conditions, name.TrimStart('-'), name.StartsWith('-'));
    }

    /// <summary>The rows that match, in order; rows without the sort key come last, ties by index.</summary>
    /// <exception cref="SweepException">There is no such column.</exception>
    public int[] Run(TrialIndex index)
    {
        var tests = Conditions.Select(condition => condition.CreateTest(index)).ToArray();
        var key = Key(index);
        var rows = new List<int>();
        for (var row = 0; row < index.Count; row++)
        {
            if (Array.TrueForAll(tests, test => test(row)))
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

    private static TrialCondition Condition(string word)
    {
        var at = word.IndexOfAny(['=', '<', '>', '!', '~']);
        if (at < 0)
            return new(null, "~", word.Trim('"'));
        if (at == 0 || TrialCondition.Operators.FirstOrDefault(candidate => word.AsSpan(at).StartsWith(candidate)) is not { } sign)
            throw new SweepException(
                $"filter: '{word}' can't be read. Write conditions such as width>=64, optimizer=adam or reason~NaN, with blanks between.");
        var value = word[(at + sign.Length)..].Trim('"');
        if (value.Length == 0)
            throw new SweepException($"filter: '{word}' lacks a value.");
        return new(word[..at], sign, value);
    }

    // Blanks within quotes, brackets and parentheses belong to the word: [300, 100], adam(lr=0.1).
    private static IEnumerable<string> Words(string text)
    {
        var (start, depth, quoted) = (0, 0, false);
        for (var at = 0; at <= text.Length; at++)
        {
            var sign = at < text.Length ? text[at] : ' ';
            if (sign == '"')
                quoted = !quoted;
            else if (!quoted && sign is '(' or '[')
                depth++;
            else if (!quoted && sign is ')' or ']')
                depth--;
            if (at < text.Length && (!char.IsWhiteSpace(sign) || quoted || depth > 0))
                continue;
            if (at > start)
                yield return text[start..at];
            start = at + 1;
        }
    }

    private static IEnumerable<string> Names(TrialIndex index) =>
        index.Settings.Select(column => column.Name).Concat(TrialColumn.All.Select(column => column.Name));
}
