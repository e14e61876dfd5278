using System.Text.Json;
using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Text;

namespace SweepCluster.Results.Tables;

/// <summary>Selects rows of a leaderboard by their settings and figures.</summary>
/// <remarks>A name is a setting, the head of a column, the objective's metric, or a field of a row as docs/json.md names it. A figure is
/// that of the row, such as the mean objective.</remarks>
public sealed class LeaderboardFilter
{
    private readonly IReadOnlyList<IReadOnlyList<TrialCondition>> _alternatives;
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private LeaderboardFilter(IReadOnlyList<IReadOnlyList<TrialCondition>> alternatives, SweepSpec spec)
    {
        _alternatives = alternatives;
        foreach (var column in LeaderboardColumns.All.Append(LeaderboardColumns.ObjectiveOf(spec)).Where(column => column.IsNumeric))
        {
            if (column.Fields is not [var first, ..])
                continue;
            string[] names = [column.Header, column.TerminalHeader ?? column.Header, .. column.Fields.Select(own => own.Name)];
            foreach (var name in names)
                _fields.TryAdd(name, column.Fields.FirstOrDefault(own => own.Name == name)?.Name ?? first.Name);
        }

        _fields["configuration"] = "configuration";
    }

    /// <param name="text">See <see cref="FilterText"/>.</param>
    /// <param name="option">The place in messages.</param>
    /// <exception cref="SweepException">The text can't be read, or names something that no row has.</exception>
    public static LeaderboardFilter Parse(string text, SweepSpec spec, string option)
    {
        var filter = new LeaderboardFilter(FilterText.Parse(text, option), spec);
        var settings = SettingCatalog.Names;
        var conditions = filter._alternatives.SelectMany(alternative => alternative);
        foreach (var name in conditions.Select(condition => condition.Name).OfType<string>())
        {
            if (!filter._fields.ContainsKey(name) && !settings.Contains(name))
                throw new SweepException(
                    $"{option}: There is no '{name}'. Known: the settings that vary, {string.Join(", ", filter._fields.Keys)}.");
        }

        return filter;
    }

    /// <summary>Whether the row meets all conditions of an alternative.</summary>
    /// <exception cref="SweepException">A value can't be compared with a number.</exception>
    public bool Matches(LeaderboardRow row)
    {
        using var json = JsonDocument.Parse(JsonLine.Object(writer => JsonRecords.Row(writer, row)));
        return _alternatives.Any(alternative => alternative.All(condition => Holds(condition, row, json.RootElement)));
    }

    private bool Holds(TrialCondition condition, LeaderboardRow row, JsonElement fields)
    {
        if (condition.Name is null)
            return row.Settings.Any(setting => condition.Holds(setting.Value.ToString()!, null));
        if (row.Settings.FirstOrDefault(setting => setting.Setting == condition.Name) is { } own)
            return condition.Holds(own.Value.ToString()!, (own.Value as SettingValue.Number)?.Value);
        // A row without the value isn't equal to anything.
        if (!_fields.TryGetValue(condition.Name, out var field) || !fields.TryGetProperty(field, out var value)
            || value.ValueKind == JsonValueKind.Null)
            return condition.Operator == "!=";
        return value.ValueKind == JsonValueKind.Number
            ? condition.Holds(value.GetRawText(), value.GetDouble())
            : condition.Holds(value.ToString(), null);
    }
}
