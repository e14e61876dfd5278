using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>A condition that holds if the axis <see cref="Setting"/> has one of <see cref="Names"/>: canonical texts of values, or for
/// choices (optimizers, schedules) their names.</summary>
public sealed record AxisCondition
{
    // A longer list is checked for as many values, so it is not searched from its start each time.
    private const int MaxSearched = 8;

    private readonly HashSet<string>? _names;

    public AxisCondition(string setting, EquatableArray<string> names)
    {
        (Setting, Names) = (setting, names);
        _names = names.Count > MaxSearched ? new(names, StringComparer.Ordinal) : null;
    }

    public string Setting { get; }

    public EquatableArray<string> Names { get; }

    public bool HoldsFor(SettingValue value) => Has(value.ToString()) || (value is SettingValue.Choice choice && Has(choice.Name));

    public bool Equals(AxisCondition? other) => other is not null && Setting == other.Setting && Names == other.Names;

    public override int GetHashCode() => HashCode.Combine(Setting, Names);

    private bool Has(string name) => _names?.Contains(name) ?? Names.Contains(name);
}
