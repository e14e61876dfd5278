using System.Text.Json;

namespace SweepCluster.Sbom;

/// <summary>Reads <c>package-lock.json</c> (version 3) of npm.</summary>
internal static class NpmLock
{
    private const string Folder = "node_modules/";
    private const string Sha512 = "sha512-";

    public static LockedPackages Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var entries = document.RootElement.GetProperty("packages").EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value);
        return new(
            [.. entries.Where(entry => entry.Key.Length > 0).Select(entry => Read(entry.Key, entry.Value, entries))],
            [.. Names(entries[""], "dependencies").Select(name => Url(Find("", name, entries)!, entries))]);
    }

    private static Package Read(string path, JsonElement entry, Dictionary<string, JsonElement> entries)
    {
        string[] parts = NameOf(path).Split('/');
        var found = Names(entry, "dependencies").Concat(Names(entry, "optionalDependencies"))
            .Select(name => Find(path, name, entries)).OfType<string>();
        return new(
            Url(path, entries),
            parts.Length > 1 ? parts[0] : null,
            parts[^1],
            Text(entry, "version")!,
            Text(entry, "integrity") is { } hash && hash.StartsWith(Sha512, StringComparison.Ordinal) ? hash[Sha512.Length..] : null,
            Text(entry, "license"),
            IsShipped: !entry.TryGetProperty("dev", out _),
            [.. found.Select(at => Url(at, entries)).Distinct(StringComparer.Ordinal)]);
    }

    // As Node looks for it: in the package's own folder, then in those above.
    private static string? Find(string path, string name, Dictionary<string, JsonElement> entries)
    {
        for (var above = path; ; above = above[..Math.Max(above.LastIndexOf(Folder, StringComparison.Ordinal) - 1, 0)])
        {
            var candidate = above.Length == 0 ? Folder + name : $"{above}/{Folder}{name}";
            if (entries.ContainsKey(candidate))
                return candidate;
            if (above.Length == 0)
                return null;
        }
    }

    private static string NameOf(string path) => path[(path.LastIndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..];

    private static string Url(string path, Dictionary<string, JsonElement> entries) =>
        $"pkg:npm/{NameOf(path).Replace("@", "%40", StringComparison.Ordinal)}@{Text(entries[path], "version")}";

    private static IEnumerable<string> Names(JsonElement entry, string property) =>
        entry.TryGetProperty(property, out var named) ? named.EnumerateObject().Select(dependency => dependency.Name) : [];

    private static string? Text(JsonElement entry, string property) =>
        entry.TryGetProperty(property, out var value) ? value.GetString() : null;
}
