using System.Globalization;
using SweepCluster.Model.Settings;

namespace SweepCluster.Results.Charts;

/// <summary>A setting in which the configurations of a sweep differ, with its values in order. Many different numbers are grouped in ranges
/// of about equally many configurations.</summary>
public sealed class SettingAxis
{
    private const int MaxValues = 12;
    private const int Ranges = 8;

    // The index of each row's value, -1 for none; and the index of each value's label.
    private readonly int[] _valueOf;
    private readonly IReadOnlyList<SettingValue> _values;
    private readonly int[] _placeOf;

    private SettingAxis(string name, IReadOnlyList<string> labels, bool isContinuous, Column column, int[] placeOf)
    {
        (Name, Labels, IsContinuous) = (name, labels, isContinuous);
        (_valueOf, _values, _placeOf) = (column.ValueOf, column.Values, placeOf);
    }

    public string Name { get; }

    /// <summary>The values, or ranges of values, in order.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Whether there are more numbers than labels.</summary>
    public bool IsContinuous { get; }

    /// <summary>The axes of a sweep, in the order of the settings. Values of configurations without an objective are on them,
    /// too.</summary>
    public static IReadOnlyList<SettingAxis> FindAll(ChartRows rows)
    {
        var columns = new List<(string Name, Column Column)>();
        var all = rows.All;
        foreach (var row in all.OrderBy(row => rows[row].Configuration))
        {
            foreach (var assignment in rows.Settings(row))
            {
                var index = columns.FindIndex(column => column.Name == assignment.Setting);
                if (index < 0)
                {
                    index = columns.Count;
                    columns.Add((assignment.Setting, new(all.Count)));
                }

                columns[index].Column.Set(row, assignment.Value);
            }
        }

        return [.. columns.Select(column => Build(column.Name, column.Column))];
    }

    /// <summary>The index in <see cref="Labels"/> of a row's value; null if the row lacks the setting.</summary>
    public int? PlaceOf(int row) => _valueOf[row] < 0 ? null : _placeOf[_valueOf[row]];

    /// <summary>The number of a row; null if it has none.</summary>
    public double? NumberOf(int row) => _valueOf[row] < 0 ? null : (_values[_valueOf[row]] as SettingValue.Number)?.Value;

    private static SettingAxis Build(string name, Column column)
    {
        if (!column.Values.All(value => value is SettingValue.Number))
        {
            var texts = column.Values.Select(value => value.ToString()!).ToArray();
            var labels = texts.Distinct().ToArray();
            return new(name, labels, false, column, Array.ConvertAll(texts, text => Array.IndexOf(labels, text)));
        }

        var numbers = column.Values.Select(value => ((SettingValue.Number)value).Value).ToArray();
        var distinct = numbers.Order().ToArray();
        if (distinct.Length <= MaxValues)
        {
            return new(
                name, [.. distinct.Select(number => new SettingValue.Number(number).ToString())], false, column,
                Array.ConvertAll(numbers, number => Array.BinarySearch(distinct, number)));
        }

        var ofRows = column.ValueOf.Where(value => value >= 0).Select(value => numbers[value]).Order().ToArray();
        var ends = Enumerable.Range(0, Ranges).Select(range => ofRows[(int)((long)range * ofRows.Length / Ranges)]).Distinct().ToArray();
        var ranges =
            ends.Select((low, range) => $"{Short(low)} to {Short(range + 1 < ends.Length ? ends[range + 1] : ofRows[^1])}").ToArray();
        return new(name, ranges, true, column, Array.ConvertAll(numbers, number => RangeOf(ends, number)));
    }

    // The numbers are the lower ends of the ranges.
    private static int RangeOf(double[] ends, double number)
    {
        var place = Array.BinarySearch(ends, number);
        return place >= 0 ? place : Math.Max(0, ~place - 1);
    }

    private static string Short(double number) =>
        number != 0 && Math.Abs(number) is < 1e-3 or >= 1e6
            ? number.ToString("0.##e+0", CultureInfo.InvariantCulture)
            : number.ToString("G3", CultureInfo.InvariantCulture);

    /// <summary>A setting's values, each kept once.</summary>
    private sealed class Column
    {
        private readonly Dictionary<SettingValue, int> _known = [];
        private readonly List<SettingValue> _values = [];

        public Column(int rows)
        {
            ValueOf = new int[rows];
            Array.Fill(ValueOf, -1);
        }

        public int[] ValueOf { get; }

        /// <summary>The distinct values, in the order in which they first came.</summary>
        public IReadOnlyList<SettingValue> Values => _values;

        public void Set(int row, SettingValue value)
        {
            if (!_known.TryGetValue(value, out var index))
            {
                index = _known[value] = _values.Count;
                _values.Add(value);
            }

            ValueOf[row] = index;
        }
    }
}
