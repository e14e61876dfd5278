using System.Globalization;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;

namespace SweepCluster.Results.Tables;

/// <summary>One condition of a filter, e.g. <c>width>=64</c>.</summary>
/// <param name="Name">Name of a figure or setting; null if the text may be in any setting, the state or the reason.</param>
/// <param name="Operator">One of <see cref="Operators"/>.</param>
public sealed record TrialCondition(string? Name, string Operator, string Value)
{
    /// <summary>The operators, longer ones first, so that the text is read greedily; <c>~</c> means "contains".</summary>
    public static readonly string[] Operators = [">=", "<=", "!=", "=", "<", ">", "~"];

    /// <summary>Creates the test of this condition for the rows of an index.</summary>
    /// <exception cref="SweepException">The index has no such column, or the value can't be compared with it.</exception>
    public Predicate<int> CreateTest(TrialIndex index)
    {
        if (Name is null)
            return Anywhere(index);
        if (Name == TrialColumn.State)
            return OnState(index);
        if (Name == TrialColumn.Reason)
            return row => Matches(index.Reason(row));
        if (TrialColumn.IndexOf(Name) is >= 0 and var figure)
        {
            if (Operator == "~")
                throw new SweepException(
                    $"filter: {Name} is a number, so it can't contain '{Value}'. Compare it by =, !=, <, <=, > or >=.");
            var number = Number() ?? throw new SweepException($"filter: {Name} is compared with numbers, and '{Value}' is not a number.");
            return row => Compares(index.Figure(figure)[row], number);
        }

        if (index.Settings.FirstOrDefault(column => column.Name == Name) is { } setting)
            return OnSetting(index, setting);
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
        var number = Number();
        if (Operator is "<" or "<=" or ">" or ">=" && number is null)
            throw new SweepException($"filter: {Name}{Operator}{Value}: '{Value}' is not a number.");
        var wanted = Enumerable.Range(0, column.Texts.Count).Select(place =>
            number is { } limit && !double.IsNaN(column.Number(place)) && Operator != "~"
                ? Compares(column.Number(place), limit)
                : Matches(column.Texts[place])).ToArray();
        // A configuration without the setting isn't equal to anything.
        var lacking = Operator == "!=";
        return row => column.Place(index.Configuration(row)) is >= 0 and var place ? wanted[place] : lacking;
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
