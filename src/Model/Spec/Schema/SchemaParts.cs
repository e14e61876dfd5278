using System.Text.Json.Nodes;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Schema;

/// <summary>Creates the parts of a JSON Schema.</summary>
internal static class SchemaParts
{
    public static JsonObject Number(string? description, NumberRange range, bool whole = false)
    {
        var schema = Described(new() { ["type"] = whole ? "integer" : "number" }, description);
        if (double.IsFinite(range.Low))
            schema[range.LowIncluded ? "minimum" : "exclusiveMinimum"] = range.Low;
        if (double.IsFinite(range.High))
            schema[range.HighIncluded ? "maximum" : "exclusiveMaximum"] = range.High;
        return schema;
    }

    public static JsonObject Whole(string? description, int low, int high) => Number(description, new(low, high), whole: true);

    public static JsonObject Boolean(string? description) => Described(new() { ["type"] = "boolean" }, description);

    public static JsonObject Names(string? description, params string[] names) =>
        Described(new() { ["enum"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) }, description);

    public static JsonObject Text(string? description, string? pattern = null, int? longest = null)
    {
        var schema = Described(new() { ["type"] = "string" }, description);
        if (pattern is not null)
            schema["pattern"] = pattern;
        if (longest is not null)
            schema["maxLength"] = longest;
        return schema;
    }

    public static JsonObject List(string? description, JsonNode items, int min = 0, int? max = null)
    {
        var schema = Described(new() { ["type"] = "array", ["items"] = items }, description);
        if (min > 0)
            schema["minItems"] = min;
        if (max is not null)
            schema["maxItems"] = max;
        return schema;
    }

    public static JsonObject AnyOf(string? description, params JsonNode[] schemas) =>
        Described(new() { ["anyOf"] = new JsonArray(schemas) }, description);

    /// <summary>A mapping that allows only these keys.</summary>
    public static JsonObject Closed(string? description, (string Key, JsonNode Schema)[] properties, params string[] required)
    {
        var schema = Described(new() { ["type"] = "object", ["additionalProperties"] = false }, description);
        schema["properties"] = new JsonObject(properties.Select(property => KeyValuePair.Create(property.Key, (JsonNode?)property.Schema)));
        if (required.Length > 0)
            schema["required"] = new JsonArray([.. required.Select(key => (JsonNode)key)]);
        return schema;
    }

    public static JsonNode Reference(string definition) => new JsonObject { ["$ref"] = $"#/definitions/{definition}" };

    private static JsonObject Described(JsonObject schema, string? description)
    {
        if (description is not null)
            schema["description"] = description;
        return schema;
    }
}
