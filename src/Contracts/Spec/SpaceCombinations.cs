namespace SweepCluster.Contracts.Spec;

/// <summary>The values that a few settings take together somewhere in a space, found without visiting its cells.</summary>
public static class SpaceCombinations
{
    /// <summary>Every combination of the axes named in <paramref name="settings"/> that some cell has. Combinations don't share
    /// cells and together hold them all. The axes' conditions must form a forest.</summary>
    /// <param name="present">Settings of which only matters whether they exist: each is then given any one value.</param>
    public static IEnumerable<SpaceCombination> Of(
        EquatableArray<AxisSpec> axes, IReadOnlyCollection<string> settings, IReadOnlyCollection<string>? present = null)
    {
        RelevantAxis[] relevant =
        [
            .. axes.Where(axis => settings.Contains(axis.Setting)).Select(axis => new RelevantAxis(axis, ByValue: true)),
            .. axes.Where(axis => present?.Contains(axis.Setting) == true).Select(axis => new RelevantAxis(axis, ByValue: false)),
        ];
        return Extend(relevant, 0, [], new Domains(axes));
    }

    private static IEnumerable<SpaceCombination> Extend(
        RelevantAxis[] relevant, int next, EquatableArray<SettingAssignment> chosen, Domains domains)
    {
        if (next == relevant.Length)
        {
            yield return new(chosen, domains.Restricted());
            yield break;
        }

        var (axis, byValue) = relevant[next];
        if (domains.WherePresent(axis) is { } present)
        {
            foreach (var value in byValue ? present.Of(axis.Setting) : [axis.Values[0]])
            {
                var narrowed = byValue ? present.Fixed(axis.Setting, value) : present;
                foreach (var combination in Extend(relevant, next + 1, [.. chosen, new(axis.Setting, value)], narrowed))
                    yield return combination;
            }
        }

        foreach (var absent in domains.WhereAbsent(axis))
        {
            foreach (var combination in Extend(relevant, next + 1, chosen, absent))
                yield return combination;
        }
    }

    private readonly record struct RelevantAxis(AxisSpec Axis, bool ByValue);

    /// <summary>A part of the space: per axis the values it may still take. An axis whose values rule its children out has
    /// none of them, whatever their domains hold.</summary>
    private sealed class Domains
    {
        private readonly EquatableArray<AxisSpec> _axes;
        private readonly EquatableArray<SettingValue>[] _values;

        public Domains(EquatableArray<AxisSpec> axes)
            : this(axes, [.. axes.Select(axis => axis.Values)])
        {
        }

        private Domains(EquatableArray<AxisSpec> axes, EquatableArray<SettingValue>[] values)
        {
            _axes = axes;
            _values = values;
        }

        public EquatableArray<AxisSpec> Restricted() => _axes.Select((axis, index) => axis with { Values = _values[index] }).ToEquatableArray();

        /// <summary>Null when no cell is left.</summary>
        public Domains? With(string setting, Func<SettingValue, bool> allowed)
        {
            var left = Of(setting).Where(allowed).ToEquatableArray();
            return left.Count == 0 ? null : Narrowed(setting, left);
        }

        public EquatableArray<SettingValue> Of(string setting) => _values[IndexOf(setting)];

        /// <param name="value">One of the domain's.</param>
        public Domains Fixed(string setting, SettingValue value) => Narrowed(setting, [value]);

        public Domains? WherePresent(AxisSpec axis) =>
            axis.When is { } when ? WherePresent(_axes[IndexOf(when.Setting)])?.With(when.Setting, when.HoldsFor) : this;

        /// <summary>One part for each ancestor whose value may rule the axis out.</summary>
        public IEnumerable<Domains> WhereAbsent(AxisSpec axis)
        {
            if (axis.When is not { } when)
                yield break;
            var parent = _axes[IndexOf(when.Setting)];
            if (WherePresent(parent)?.With(when.Setting, value => !when.HoldsFor(value)) is { } other)
                yield return other;
            foreach (var absent in WhereAbsent(parent))
                yield return absent;
        }

        private Domains Narrowed(string setting, EquatableArray<SettingValue> left)
        {
            var values = _values.ToArray();
            values[IndexOf(setting)] = left;
            return new(_axes, values);
        }

        private int IndexOf(string setting)
        {
            for (var i = 0; i < _axes.Count; i++)
            {
                if (_axes[i].Setting == setting)
                    return i;
            }

            throw new ArgumentException($"There is no axis '{setting}'.", nameof(setting));
        }
    }
}

/// <summary>A combination of values and the cells that have it.</summary>
/// <param name="Assignments">The values; an axis that doesn't exist in these cells has none.</param>
/// <param name="Cells">The space's axes, narrowed to these cells.</param>
public sealed record SpaceCombination(EquatableArray<SettingAssignment> Assignments, EquatableArray<AxisSpec> Cells);
