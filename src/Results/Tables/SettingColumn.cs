using SweepCluster.Model.Settings;

namespace SweepCluster.Results.Tables;

/// <summary>The values of a setting by configuration: texts, each stored once, and numbers if the values are numbers.</summary>
public sealed class SettingColumn(string name)
{
    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];
    private readonly List<double> _numbers = [];
    // Per configuration the index of its text; -1 if it lacks the setting.
    private readonly List<int> _places = [];
    private double[]? _ranks;

    public string Name => name;

    /// <summary>Whether all values are numbers.</summary>
    public bool IsNumeric { get; private set; } = true;

    /// <summary>The distinct texts, in the order in which they came.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Stores a configuration's value; configurations skipped before it lack the setting.</summary>
    public void Set(int configuration, SettingValue value)
    {
        while (_places.Count < configuration)
            _places.Add(-1);
        var text = value.ToString()!;
        if (!_known.TryGetValue(text, out var place))
        {
            _known[text] = place = _texts.Count;
            _texts.Add(text);
            _numbers.Add(value is SettingValue.Number number ? number.Value : double.NaN);
            IsNumeric &= value is SettingValue.Number;
            _ranks = null;
        }

        _places.Add(place);
    }

    /// <summary>The index of a configuration's text in <see cref="Texts"/>; -1 if it has none.</summary>
    public int Place(int configuration) => configuration < _places.Count ? _places[configuration] : -1;

    public string? Text(int configuration) => Place(configuration) is >= 0 and var place ? _texts[place] : null;

    /// <summary>The number of one of <see cref="Texts"/>; NaN if the text is not a number.</summary>
    public double Number(int place) => _numbers[place];

    /// <summary>The sort key of a configuration; NaN if it lacks the setting. Numbers come in their order, before texts in
    /// theirs.</summary>
    public double Key(int configuration)
    {
        if (Place(configuration) is not (>= 0 and var place))
            return double.NaN;
        return IsNumeric ? _numbers[place] : (_ranks ??= Ranks())[place];
    }

    private double[] Ranks()
    {
        var order = Enumerable.Range(0, _texts.Count).ToArray();
        Array.Sort(order, (one, other) =>
            (double.IsNaN(_numbers[one]), double.IsNaN(_numbers[other])) switch
            {
                (false, false) => _numbers[one].CompareTo(_numbers[other]),
                (false, true) => -1,
                (true, false) => 1,
                _ => string.CompareOrdinal(_texts[one], _texts[other]),
            });
        var ranks = new double[order.Length];
        for (var rank = 0; rank < order.Length; rank++)
            ranks[order[rank]] = rank;
        return ranks;
    }
}
