using System.Globalization;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;

namespace SweepCluster.Results.Tables;

/// <summary>One condition of a filter, e.g. <c>width>=64</c>.</summary>
/// <param name="Name">Name of a figure or setting; null if the text may be in any setting, the state or the reason.</param>
/// <param name="Operator">One of <see cref="Operators"/>, or <see cref="In"/> for a value that is a list with commas.</param>
public sealed record TrialCondition(string? Name, string Operator, string Value)
{
    /// <summary>The operators, longer ones first, so that the text is read greedily; <c>~</c> means "contains".</summary>
    public static readonly string[] Operators = [">=", "<=", "!=", "=", "<", ">", "~"];

    /// <summary>The operator of a list of values, one of which has to be equal: <c>width in [8, 16]</c>.</summary>
    public const string In = "in";

    /// <summary>Creates the test of this condition for the rows of an index.</summary>
    /// <exception cref="SweepException">The index has no such column, or the value can't be compared with it.</exception>
    public Predicate<int> CreateTest(TrialIndex index)
    {
        if (Operator == In)
        {
            var tests = Values().Select(value => (this with { Operator = "=", Value = value }).CreateTest(index)).ToArray();
            return row => Array.Exists(tests, test => test(row));
        }

        if (Name is null)
            return Anywhere(index);
        if (Name == TrialColumn.State)
            return OnState(index);
        if (Name == TrialColumn.Reason)
            return row => Matches(index.Reason(row));
        if (index.Settings.FirstOrDefault(column => column.Name == Name) is { } setting)
            return OnSetting(index, setting);
        if (TrialColumn.IndexOf(Name) is >= 0 and var figure)
        {
            if (Operator == "~")
                throw new SweepException(
                    $"filter: {Name} is a number, so it can't contain '{Value}'. Compare it by =, !=, <, <=, > or >=.");
            var number = Number() ?? throw new SweepException($"filter: {Name} is compared with numbers, and '{Value}' is not a number.");
            return row => Compares(index.Figure(figure)[row], number);
        }

        var known = index.Settings.Select(column => column.Name)
            .Concat(TrialColumn.All.Select(column => column.Name))
            .Append(TrialColumn.Reason);
        throw new SweepException($"filter: There is no '{Name}'. Known: {string.Join(", ", known)}.");
    }

    private Predicate<int> Anywhere(TrialIndex index)
    {
        // Tested once per value rather than per row: there are few values.
        var settings = index.Settings.Select(column => (Column: column, Found: column.Texts.Select(text => Has(text)).ToArray()))
            .Where(entry => entry.Found.Contains(true))
            .ToArray();
        var states = Enum.GetValues<TrialState>()
            .Select(state => string.Equals(SweepText.Name(state), Value, StringComparison.OrdinalIgnoreCase))
            .ToArray();
        return row =>
        {
            if (states[(int)index.State(row)] || Has(index.Reason(row)))
                return true;
            foreach (var (column, found) in settings)
            {
                if (column.Place(index.Configuration(row)) is >= 0 and var place && found[place])
                    return true;
            }

            return false;
        };
    }

    private Predicate<int> OnState(TrialIndex index)
    {
        var names = Value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var states = Enum.GetValues<TrialState>();
        if (Operator is not ("=" or "!=") || names.FirstOrDefault(name => !states.Any(state => SweepText.Name(state) == name)) is not null)
            throw new SweepException($"filter: state is one of {string.Join(", ", states.Select(SweepText.Name))}, "
                + "or several with commas between; compare it by = or !=.");
        var wanted = states.Select(state => names.Contains(SweepText.Name(state)) == (Operator == "=")).ToArray();
        return row => wanted[(int)index.State(row)];
    }

    private Predicate<int> OnSetting(TrialIndex index, SettingColumn column)
    {
        var wanted = Enumerable.Range(0, column.Texts.Count)
            .Select(place => Holds(column.Texts[place], column.Number(place) is var number && double.IsNaN(number) ? null : number))
            .ToArray();
        // A configuration without the setting isn't equal to anything.
        var lacking = Operator == "!=";
        return row => column.Place(index.Configuration(row)) is >= 0 and var place ? wanted[place] : lacking;
    }

    /// <summary>Whether the condition holds for a value.</summary>
    /// <param name="text">The value as a text.</param>
    /// <param name="number">The value as a number; null if it is not one.</param>
    /// <exception cref="SweepException">The condition compares by size, and its own value is not a number.</exception>
    public bool Holds(string text, double? number)
    {
        if (Operator == In)
            return Values().Any(value => (this with { Operator = "=", Value = value }).Holds(text, number));
        var limit = Number();
        if (Operator is "<" or "<=" or ">" or ">=" && limit is null)
            throw new SweepException($"filter: {Name}{Operator}{Value}: '{Value}' is not a number.");
        return limit is { } bound && number is { } own && Operator != "~" ? Compares(own, bound) : Matches(text);
    }

    // The values of a list; commas within brackets belong to a value: [300, 100].
    private List<string> Values()
    {
        var (values, start, depth) = (new List<string>(), 0, 0);
        for (var at = 0; at <= Value.Length; at++)
        {
            var sign = at < Value.Length ? Value[at] : ',';
            if (sign is '(' or '[')
                depth++;
            else if (sign is ')' or ']')
                depth--;
            if (sign != ',' || (depth > 0 && at < Value.Length))
                continue;
            if (Value[start..at].Trim().Trim('"') is { Length: > 0 } value)
                values.Add(value);
            start = at + 1;
        }

        return values;
    }

    private bool Matches(string text) => Operator switch
    {
        "=" => Is(text),
        "!=" => !Is(text),
        "~" => Has(text),
        _ => false,
    };

    // An optimizer matches with all its parameters.
    private bool Is(string text) =>
        text == Value || (text.Length > Value.Length && text[Value.Length] == '(' && text.StartsWith(Value, StringComparison.Ordinal));

    private bool Has(string text) => text.Contains(Value, StringComparison.OrdinalIgnoreCase);

    // NaN stands for a missing value: it is unequal to everything.
    private bool Compares(double value, double limit) => Operator switch
    {
        "=" => value == limit,
        "!=" => value != limit,
        "<" => value < limit,
        "<=" => value <= limit,
        ">" => value > limit,
        ">=" => value >= limit,
        _ => throw new InvalidOperationException($"'{Operator}' compares no numbers."),
    };

    private double? Number() => double.TryParse(Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
