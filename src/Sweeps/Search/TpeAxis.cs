using SweepCluster.Model;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>An axis as numbers: a range by its value or its logarithm, a list by the index of its value.</summary>
internal sealed class TpeAxis
{
    private readonly EquatableArray<SettingValue> _values;
    private readonly ContinuousRange? _range;
    private readonly double _last;

    public TpeAxis(AxisSpec axis)
    {
        (_values, _range) = (axis.Values, axis.Range);
        if (_range is not { } range)
            return;
        Step = range.Step ?? (range.Integer ? 1 : 0);
        // The last step may end below the high end.
        _last = range.Count is { } count ? range.ValueAt(count - 1) : range.High;
        (Low, High) = (Scale(range.Low - (Step / 2)), Scale(_last + (Step / 2)));
    }

    /// <summary>Whether it is a list, whose values have no order.</summary>
    public bool IsList => _range is null;

    /// <summary>Number of values of a list.</summary>
    public int Count => _values.Count;

    /// <summary>The low end, half a step below the first value; of the logarithm for a logarithmic range.</summary>
    public double Low { get; }

    /// <summary>The high end, half a step above the last value.</summary>
    public double High { get; }

    /// <summary>The distance of two values; 0: all values are possible.</summary>
    public double Step { get; }

    public double Encode(SettingValue value) => IsList ? IndexOf(value) : Scale(((SettingValue.Number)value).Value);

    /// <summary>The value at a number between <see cref="Low"/> and <see cref="High"/>, or with an index.</summary>
    public SettingValue Decode(double number)
    {
        if (_range is not { } range)
            return _values[(int)number];
        if (range.Count is not { } count)
        {
            // Rounded as every value of a range is.
            var share = Math.Clamp((number - Low) / (High - Low), 0, 1);
            return new SettingValue.Number(share < 1 ? range.Draw(share) : range.High);
        }

        var index = (long)Math.Round((Unscale(number) - range.Low) / Step);
        return new SettingValue.Number(range.ValueAt(Math.Clamp(index, 0, count - 1)));
    }

    /// <summary>The interval that stands for a value: half a step to either side of it.</summary>
    public (double Low, double High) Cell(double number)
    {
        var value = Unscale(number);
        return (Scale(value - (Step / 2)), Scale(value + (Step / 2)));
    }

    private int IndexOf(SettingValue value)
    {
        for (var i = 0; i < _values.Count; i++)
        {
            if (_values[i] == value)
                return i;
        }

        throw new ArgumentException($"{value} is not a value of this axis.", nameof(value));
    }

    private double Scale(double value) => _range!.Logarithmic ? DeterministicMath.Log(value) : value;

    private double Unscale(double number) => _range!.Logarithmic ? DeterministicMath.Exp(number) : number;
}
