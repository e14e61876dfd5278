using System.Text.Json;

namespace SweepCluster.Sbom;

/// <summary>Reads <c>packages.lock.json</c> of a .NET project.</summary>
internal static class NuGetLock
{
    /// <param name="isShipped">Whether the project is part of the programs.</param>
    /// <param name="buildOnly">Names of packages that a shipped project refers to for its build alone, such as analyzers.</param>
    public static LockedPackages Parse(string json, bool isShipped, IReadOnlyCollection<string> buildOnly)
    {
        using var document = JsonDocument.Parse(json);
        var (packages, direct) = (new List<Package>(), new List<string>());
        // Sections such as net10.0/linux-x64 add to net10.0, which stands before them.
        var versions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var section in document.RootElement.GetProperty("dependencies").EnumerateObject())
        {
            foreach (var entry in section.Value.EnumerateObject())
            {
                if (entry.Value.TryGetProperty("resolved", out var resolved))
                    versions[entry.Name] = resolved.GetString()!;
            }

            foreach (var entry in section.Value.EnumerateObject().Where(entry => entry.Value.TryGetProperty("resolved", out _)))
            {
                var ships = isShipped && !buildOnly.Contains(entry.Name, StringComparer.OrdinalIgnoreCase);
                var package = Read(entry.Name, entry.Value, ships, versions);
                packages.Add(package);
                if (ships && entry.Value.GetProperty("type").GetString() == "Direct")
                    direct.Add(package.Url);
            }
        }

        return LockedPackages.Merge([new(packages, direct)]);
    }

    private static Package Read(string name, JsonElement entry, bool isShipped, Dictionary<string, string> versions)
    {
        // What the framework itself contains is not restored.
        string[] dependencies = entry.TryGetProperty("dependencies", out var named)
            ? [.. named.EnumerateObject().Select(one => one.Name).Where(versions.ContainsKey).Select(one => Url(one, versions))]
            : [];
        var hash = entry.GetProperty("contentHash").GetString();
        return new(Url(name, versions), null, name, versions[name], hash, null, isShipped, dependencies);
    }

    // A dependency may be named in another case than the package itself.
    private static string Url(string name, Dictionary<string, string> versions) =>
        $"pkg:nuget/{versions.Keys.First(key => key.Equals(name, StringComparison.OrdinalIgnoreCase))}@{versions[name]}";
}
