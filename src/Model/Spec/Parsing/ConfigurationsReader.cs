using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads the configurations of a sweep: <c>base</c>, <c>space</c> and <c>configurations</c>.</summary>
internal sealed record ConfigurationsReader(
    EquatableArray<SettingAssignment> Base, EquatableArray<AxisSpec> Space, EquatableArray<EquatableArray<SettingAssignment>> Explicit)
{
    /// <summary>Whether something in it was invalid, so that missing values may only have been left out.</summary>
    public bool IsIncomplete { get; private init; }

    // Thousands of claims may look up as many values; each of these sets is created when it is first needed.
    private HashSet<(string Setting, string Text)>? _written;
    private ILookup<string, SettingAssignment>? _varyingByText;
    private ILookup<string, SettingValue>? _valuesBySetting;

    public static ConfigurationsReader Read(Section top, SearchSpec search, SweepKind kind, ProblemList problems)
    {
        var before = problems.Count;
        var basePlaces = new SpecPlaces();
        if (top.Find("base") is { } baseNode)
            basePlaces.Add("base", baseNode);
        EquatableArray<SettingAssignment> below = top.Find("base") is { } given
            ? SettingsReader.Read(given, "base", problems, basePlaces)
            : [];
        if (kind == SweepKind.RangeTest)
            below = RangeTestReader.Complete(below);
        var places = new SpecPlaces(basePlaces);
        EquatableArray<AxisSpec> axes = top.Find("space") is { } space ? SpaceReader.Read(space, search.Kind, problems, places) : [];
        var hasSpace = top.Find("space") is YamlNode.Mapping { Entries.Count: > 0 };
        if (top.Find("search") is YamlNode.Mapping node && search.Kind != SearchKind.Grid && top.Find("space") is null)
            problems.Add(node, "search", "There is no space to draw from.", "Add axes under space:, or remove search:.");
        if (hasSpace)
            new CombinationCheck(problems, places).CheckSpace(below, axes);
        var configurations = top.Find("configurations") is { } listed ? ReadExplicit(listed, below, problems, basePlaces) : [];
        if (!hasSpace && top.Find("configurations") is null)
        {
            // The base alone is one configuration.
            new CombinationCheck(problems, places).CheckSpace(below, []);
            configurations = [[]];
        }

        if (kind == SweepKind.RangeTest)
            RangeTestReader.RefuseRates(top, problems);
        return new(below, axes, configurations) { IsIncomplete = problems.Count > before };
    }

    /// <summary>Whether some configuration may have that value. True if something else is invalid already.</summary>
    public bool Occurs(SettingAssignment assignment)
    {
        if (IsIncomplete)
            return true;
        if (Space.Any(axis => axis.Setting == assignment.Setting && axis.Range is not null))
            return true;
        var text = assignment.Value.ToString();
        _written ??=
        [
            .. Varying().Concat(Base)
                .SelectMany(WithParameters)
                .SelectMany(own => Texts(own.Value).Select(written => (own.Setting, written))),
        ];
        if (_written.Contains((assignment.Setting, text)))
            return true;
        var fallback = Base.Any(own => own.Setting == assignment.Setting) ? null : SettingCatalog.Find(assignment.Setting)?.Default;
        return fallback is not null && new AxisCondition(assignment.Setting, [text]).HoldsFor(fallback);
    }

    /// <summary>The assignments of the axes and the explicit configurations, each once: values with that text, and choices of that
    /// name.</summary>
    public IEnumerable<SettingAssignment> FindVarying(string text)
    {
        _varyingByText ??= Varying()
            .SelectMany(own => Texts(own.Value).Distinct(StringComparer.Ordinal).Select(written => (Text: written, Own: own)))
            .ToLookup(entry => entry.Text, entry => entry.Own, StringComparer.Ordinal);
        return _varyingByText[text]
            .Select(
                own => new SettingAssignment(own.Setting, own.Value is SettingValue.Choice ? new SettingValue.Choice(text, []) : own.Value))
            .Distinct();
    }

    /// <summary>The values that the axes and the explicit configurations give the setting, possibly repeated.</summary>
    public IEnumerable<SettingValue> ValuesOf(string setting) =>
        (_valuesBySetting ??= Varying().ToLookup(own => own.Setting, own => own.Value, StringComparer.Ordinal))[setting];

    /// <summary>The assignments of the axes and the explicit configurations.</summary>
    public IEnumerable<SettingAssignment> Varying() =>
        Space.SelectMany(axis => axis.Values.Select(value => new SettingAssignment(axis.Setting, value)))
            .Concat(Explicit.SelectMany(configuration => configuration));

    // The texts by which a condition may name the value.
    private static string[] Texts(SettingValue value) =>
        value is SettingValue.Choice choice ? [value.ToString(), choice.Name] : [value.ToString()];

    // A parameter inside an optimizer is equivalent to one beside it.
    private static IEnumerable<SettingAssignment> WithParameters(SettingAssignment assignment) =>
        assignment is { Setting: SettingNames.Optimizer, Value: SettingValue.Choice optimizer }
            ? [assignment, .. optimizer.Parameters]
            : [assignment];

    private static EquatableArray<EquatableArray<SettingAssignment>> ReadExplicit(
        YamlNode node, EquatableArray<SettingAssignment> below, ProblemList problems, SpecPlaces basePlaces)
    {
        if (node is not YamlNode.Sequence { Items.Count: > 0 } list)
        {
            problems.Add(node, "configurations",
                $"There is {(node is YamlNode.Sequence ? "an empty list" : node.Describe())} where configurations are needed.",
                "Write `- {width: 50, depth: 2}` lines under it, or remove the key.");
            return [];
        }

        var configurations = new List<EquatableArray<SettingAssignment>>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < list.Items.Count; i++)
        {
            problems.ThrowIfCancelled();
            var path = $"configurations[{i}]";
            var own = new SpecPlaces(basePlaces);
            own.Add(path, list.Items[i]);
            var before = problems.Count;
            var assignments = SettingsReader.Read(list.Items[i], path, problems, own);
            configurations.Add(assignments);
            new CombinationCheck(problems, own).CheckConfiguration(below, assignments, path);
            if (problems.Count > before)
                continue;
            var text = string.Join(", ", assignments.Select(assignment => assignment.ToString()).Order(StringComparer.Ordinal));
            if (!seen.TryAdd(text, i))
                problems.Add(list.Items[i], path, $"The configuration is the same as configurations[{seen[text]}].",
                    "Remove one (for repeats, set seeds:).");
        }

        return configurations.ToEquatableArray();
    }
}
