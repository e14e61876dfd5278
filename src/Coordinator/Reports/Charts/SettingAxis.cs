using System.Globalization;
using SweepCluster.Contracts.Leaderboard;
using SweepCluster.Contracts.Spec;

namespace SweepCluster.Coordinator.Reports.Charts;

/// <summary>A setting in which the configurations of a sweep differ, with its values in order. Where it has many numbers they are put
/// together in ranges of about equally many configurations.</summary>
internal sealed class SettingAxis
{
    private const int MostValues = 12;
    private const int Ranges = 8;

    private readonly string[] _labels;
    private readonly double[] _numbers;
    private readonly bool _inRanges;

    private SettingAxis(string name, string[] labels, double[] numbers, bool inRanges)
    {
        (Name, _labels, _numbers, _inRanges) = (name, labels, numbers, inRanges);
    }

    public string Name { get; }

    /// <summary>The values, or ranges of them, in order.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>Whether it has more numbers than there are labels.</summary>
    public bool IsContinuous => _inRanges;

    /// <summary>The axes of a sweep, in the order of the settings.</summary>
    public static IReadOnlyList<SettingAxis> Of(IReadOnlyList<LeaderboardRow> rows)
    {
        var ordered = rows.OrderBy(row => row.Configuration).ToArray();
        var names = ordered.SelectMany(row => row.Settings.Select(assignment => assignment.Setting)).Distinct();
        return [.. names.Select(name => Build(name, [.. ordered.Select(row => Value(row, name)).OfType<SettingValue>()]))];
    }

    /// <summary>Which of <see cref="Labels"/> a configuration has; null where it lacks the setting.</summary>
    public int? PlaceOf(LeaderboardRow row)
    {
        if (Value(row, Name) is not { } value)
            return null;
        if (!_inRanges)
            return Array.IndexOf(_labels, value.ToString());
        // The numbers are the ranges' lower ends.
        var place = Array.BinarySearch(_numbers, ((SettingValue.Number)value).Value);
        return place >= 0 ? place : Math.Max(0, ~place - 1);
    }

    /// <summary>The number a configuration has; null where it has none.</summary>
    public double? NumberOf(LeaderboardRow row) => (Value(row, Name) as SettingValue.Number)?.Value;

    private static SettingValue? Value(LeaderboardRow row, string name) =>
        row.Settings.FirstOrDefault(assignment => assignment.Setting == name)?.Value;

    private static SettingAxis Build(string name, SettingValue[] values)
    {
        if (!values.All(value => value is SettingValue.Number))
            return new(name, [.. values.Select(value => value.ToString()!).Distinct()], [], false);
        var numbers = values.Select(value => ((SettingValue.Number)value).Value).Order().ToArray();
        var distinct = numbers.Distinct().ToArray();
        if (distinct.Length <= MostValues)
            return new(name, [.. distinct.Select(number => new SettingValue.Number(number).ToString())], distinct, false);
        var ends = Enumerable.Range(0, Ranges).Select(range => numbers[(int)((long)range * numbers.Length / Ranges)]).Distinct().ToArray();
        var labels = ends.Select((low, range) => $"{Short(low)} to {Short(range + 1 < ends.Length ? ends[range + 1] : numbers[^1])}");
        return new(name, [.. labels], ends, true);
    }

    private static string Short(double number) => number.ToString("G3", CultureInfo.InvariantCulture);
}
