using System.Text.Json.Nodes;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec.Parsing;
using static SweepCluster.Model.Spec.Schema.SchemaParts;

namespace SweepCluster.Model.Spec.Schema;

/// <summary>Creates the JSON Schema of a setting's value, and of its axis.</summary>
internal static class SettingSchema
{
    public static JsonObject Value(SettingDescriptor setting)
    {
        var schema = Value(setting.Shape);
        schema["description"] = $"{setting.Description} Default: {setting.DefaultText}.";
        return schema;
    }

    public static JsonObject Axis(SettingDescriptor setting)
    {
        var values = List(null, Reference($"setting-{setting.Name}"), min: 1);
        List<JsonNode> forms = [values, Closed(null, [("values", values.DeepClone()), ("when", Reference("when"))], "values")];
        if (setting.Shape is SettingShape.Number number)
        {
            foreach (var form in SpecKeys.AxisForms.Except(["values"]))
            {
                var ends = List(
                    $"The low and the high end, both included; {(form == "log" ? "evenly spaced in the logarithm" : "evenly spaced")}.",
                    Number(null, number.Range, number.Whole), min: 2, max: 2);
                var points = Whole("How many values a grid takes.", 2, RangeReader.MaxPoints);
                (string, JsonNode)[] steps = form == "log"
                    ? []
                    : [("step", Number("The distance of two values, instead of points.", NumberRange.AboveZero, number.Whole))];
                forms.Add(Closed(null, [(form, ends), ("points", points), .. steps, ("when", Reference("when"))], form));
            }
        }

        return AnyOf($"{setting.Description} A list of values{(forms.Count > 2 ? ", or a range" : "")}.", [.. forms]);
    }

    /// <summary>The condition of an axis; the schema does not exclude a condition on the axis itself, the reader does.</summary>
    public static JsonObject When()
    {
        var when = Closed("The axis exists only where another axis has this value, or one of these.",
            [.. SettingCatalog.Names.Select(name => (name, (JsonNode)Condition(name)))]);
        when["minProperties"] = 1;
        when["maxProperties"] = 1;
        return when;
    }

    private static JsonObject Condition(string setting) => SettingCatalog.Find(setting)!.Shape is SettingShape.Choice choice
        ? AnyOf(null, Reference($"setting-{setting}"), BareNames(choice),
            List(null, AnyOf(null, Reference($"setting-{setting}"), BareNames(choice)), min: 1))
        : AnyOf(null, Reference($"setting-{setting}"), List(null, Reference($"setting-{setting}"), min: 1));

    private static JsonObject BareNames(SettingShape.Choice choice) => Names(null, [.. choice.Choices.Select(candidate => candidate.Name)]);

    private static JsonObject Value(SettingShape shape) => shape switch
    {
        SettingShape.Number { Word: { } word } number => AnyOf(null, Number(null, number.Range, number.Whole), Names(null, word)),
        SettingShape.Number number => Number(null, number.Range, number.Whole),
        SettingShape.Flag => Boolean(null),
        SettingShape.OneOf one => Names(null, [.. one.Names]),
        SettingShape.PerLayer layers => AnyOf(null, Names(null, [.. layers.Names]), List(null, Names(null, [.. layers.Names]), min: 1)),
        SettingShape.LayerWidths widths => List(null, Number(null, widths.Width.Range, whole: true), max: widths.MaximumDepth),
        SettingShape.Choice choice => AnyOf(null,
            [Names(null, [.. choice.Choices.Where(StandsAlone).Select(candidate => candidate.Name)]),
                .. choice.Choices.Select(Mapping)]),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "Unknown shape."),
    };

    private static bool StandsAlone(ChoiceDescriptor choice) => !choice.Parameters.Any(parameter => parameter.IsRequired);

    private static JsonObject Mapping(ChoiceDescriptor choice) => Closed(choice.Description,
        [("name", Names(null, choice.Name)), .. choice.Parameters.Select(parameter => (parameter.Name, (JsonNode)Value(parameter)))],
        ["name", .. choice.Parameters.Where(parameter => parameter.IsRequired).Select(parameter => parameter.Name)]);
}
