using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;

namespace SweepCluster.Testing;

/// <summary>Specs for tests.</summary>
public static class Specs
{
    /// <summary>A small sweep of two widths on glyphs with two seeds; <paramref name="body"/> replaces
    /// everything after the data set.</summary>
    public static SweepSpec Quick(
        string body = "split: {last: 100}\nseeds: 2\nbase: {epochs: 1, batch: 50}\nspace: {width: [8, 16]}\n",
        string name = "quick",
        string dataset = "{name: glyphs, seed: 7, train: 600, test: 100}") =>
        Read($"name: {name}\ndataset: {dataset}\n{body}");

    /// <summary>The spec, or a failure that lists its problems.</summary>
    public static SweepSpec Read(string yaml)
    {
        var reading = SpecReader.Read(yaml);
        return reading.Spec ?? throw new InvalidOperationException(
            $"The spec is not valid:\n{string.Join("\n", reading.Problems.Select(problem => problem.Format("spec")))}\n{yaml}");
    }

    /// <summary>The specs in the folder <c>sweeps</c>, as paths from the repository's root.</summary>
    public static IEnumerable<string> Shipped() =>
        Directory.EnumerateFiles(RepositoryFolder.Combine("sweeps"), "*.yaml", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryFolder.Root, path))
            .Order(StringComparer.Ordinal);
}
