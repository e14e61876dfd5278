using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>Finds the combinations of values of a few settings that occur in a space, without visiting its cells.</summary>
public static class SpaceCombinations
{
    /// <summary>Every combination of the axes named in <paramref name="settings"/> that some cell has. Combinations don't share cells and
    /// together contain all of them. The axes' conditions must form a forest.</summary>
    /// <param name="present">Settings of which only the existence matters: each is then given any one value.</param>
    public static IEnumerable<SpaceCombination> Enumerate(
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
            yield return new(chosen, domains.Restricted);
            yield break;
        }

        var (axis, byValue) = relevant[next];
        if (domains.WherePresent(axis) is { } present)
        {
            foreach (var value in byValue ? present.Find(axis.Setting).Values : [axis.Values[0]])
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

    /// <summary>A part of the space: the values that each axis may still have. An axis whose values exclude its children leaves them
    /// without values, whatever their domains contain.</summary>
    private sealed class Domains
    {
        private readonly EquatableArray<AxisSpec> _axes;
        private readonly Domain[] _domains;

        public Domains(EquatableArray<AxisSpec> axes)
            : this(axes, [.. axes.Select(axis => new Domain(axis.Values))])
        {
        }

        private Domains(EquatableArray<AxisSpec> axes, Domain[] domains)
        {
            _axes = axes;
            _domains = domains;
        }

        public EquatableArray<AxisSpec> Restricted() =>
            _axes.Select((axis, index) => axis with { Values = _domains[index].Values }).ToEquatableArray();

        public Domain Find(string setting) => _domains[IndexOf(setting)];

        /// <param name="value">A value of the domain.</param>
        public Domains Fixed(string setting, SettingValue value) => Narrowed(setting, new([value]));

        /// <summary>The part where the axis exists; null if no cell is left.</summary>
        public Domains? WherePresent(AxisSpec axis) =>
            axis.When is { } when ? WherePresent(_axes[IndexOf(when.Setting)])?.With(axis, when, isPresent: true) : this;

        /// <summary>The parts where the axis does not exist: one for each ancestor whose value may exclude it.</summary>
        public IEnumerable<Domains> WhereAbsent(AxisSpec axis)
        {
            if (axis.When is not { } when)
                yield break;
            var parent = _axes[IndexOf(when.Setting)];
            if (WherePresent(parent)?.With(axis, when, isPresent: false) is { } other)
                yield return other;
            foreach (var absent in WhereAbsent(parent))
                yield return absent;
        }

        private Domains? With(AxisSpec child, AxisCondition when, bool isPresent)
        {
            var (holding, others) = Find(when.Setting).Split(child.Setting, when);
            return (isPresent ? holding : others) is { } left ? Narrowed(when.Setting, left) : null;
        }

        private Domains Narrowed(string setting, Domain left)
        {
            var domains = _domains.ToArray();
            domains[IndexOf(setting)] = left;
            return new(_axes, domains);
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

    /// <summary>Values that an axis may have. Parts of a space that leave an axis unchanged share its domain, so that it is split once for
    /// all of them.</summary>
    private sealed class Domain(EquatableArray<SettingValue> values)
    {
        private Dictionary<string, (Domain? Holding, Domain? Others)>? _splits;

        public EquatableArray<SettingValue> Values => values;

        /// <summary>The values for which the condition of a child holds, and the others; null if there are none.</summary>
        public (Domain? Holding, Domain? Others) Split(string child, AxisCondition when)
        {
            _splits ??= new(StringComparer.Ordinal);
            if (!_splits.TryGetValue(child, out var split))
            {
                var halves = values.ToLookup(when.HoldsFor);
                _splits.Add(child, split = (Part(halves[true].ToEquatableArray()), Part(halves[false].ToEquatableArray())));
            }

            return split;
        }

        private Domain? Part(EquatableArray<SettingValue> left) => left.Count == 0 ? null : left.Count == values.Count ? this : new(left);
    }
}

/// <summary>A combination of values and the cells that have it.</summary>
public sealed class SpaceCombination
{
    private readonly Func<EquatableArray<AxisSpec>> _cells;

    internal SpaceCombination(EquatableArray<SettingAssignment> assignments, Func<EquatableArray<AxisSpec>> cells) =>
        (Assignments, _cells) = (assignments, cells);

    /// <summary>The values; an axis that doesn't exist in these cells has none.</summary>
    public EquatableArray<SettingAssignment> Assignments { get; }

    /// <summary>The space's axes, narrowed to these cells.</summary>
    public EquatableArray<AxisSpec> Cells => _cells();
}
