using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SweepCluster.Sbom;

/// <summary>A bill of materials in the format CycloneDX 1.6 (JSON). The same lock files give the same bytes.</summary>
internal static class BillOfMaterials
{
    private const string Product = "sweepcluster";

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n" };

    /// <param name="version">Version of the product.</param>
    /// <param name="built">When it was built; null: the time stamp is left out.</param>
    public static string Write(string version, LockedPackages packages, DateTimeOffset? built)
    {
        Package[] sorted = [.. packages.Packages.OrderBy(package => package.Url, StringComparer.Ordinal)];
        var product = $"pkg:generic/{Product}@{version}";
        var metadata = new JsonObject();
        if (built is { } time)
            metadata["timestamp"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        metadata["component"] = new JsonObject
        {
            ["type"] = "application",
            ["bom-ref"] = product,
            ["name"] = Product,
            ["version"] = version,
            ["licenses"] = Licenses("MIT"),
            ["purl"] = product,
        };
        var document = new JsonObject
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["version"] = 1,
            ["metadata"] = metadata,
            ["components"] = new JsonArray([.. sorted.Select(Component)]),
            ["dependencies"] = new JsonArray([
                Dependencies(product, packages.Direct),
                .. sorted.Select(package => Dependencies(package.Url, package.Dependencies)),
            ]),
        };
        return document.ToJsonString(Layout) + "\n";
    }

    private static JsonObject Component(Package package)
    {
        var component = new JsonObject { ["type"] = "library", ["bom-ref"] = package.Url };
        if (package.Group is { } group)
            component["group"] = group;
        component["name"] = package.Name;
        component["version"] = package.Version;
        component["scope"] = package.IsShipped ? "required" : "excluded";
        if (package.Sha512 is { } hash)
            component["hashes"] = new JsonArray(new JsonObject { ["alg"] = "SHA-512", ["content"] = Hex(hash) });
        if (package.License is { } license)
            component["licenses"] = Licenses(license);
        component["purl"] = package.Url;
        return component;
    }

    private static string Hex(string base64) => Convert.ToHexStringLower(Convert.FromBase64String(base64));

    // An expression may be a single identifier.
    private static JsonArray Licenses(string expression) => new(new JsonObject { ["expression"] = expression });

    private static JsonObject Dependencies(string url, IEnumerable<string> on) => new()
    {
        ["ref"] = url,
        ["dependsOn"] = new JsonArray([.. on.Order(StringComparer.Ordinal).Select(dependency => JsonValue.Create(dependency))]),
    };
}
