using System.Text.RegularExpressions;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;

namespace SweepCluster.Deploy.Tests.Manifests;

/// <summary><c>kubectl kustomize</c>.</summary>
internal static partial class Kustomize
{
    /// <summary>Where an overlay of a user lies, by the guide.</summary>
    private static readonly string Ours = RepositoryFolder.Combine("deploy", "k8s", "overlays", "ours");

    /// <summary>The objects that a folder is rendered to.</summary>
    public static string Build(string folder)
    {
        var (code, output, error) = ChildProcess.RunAsync(new("kubectl", ["kustomize", folder])).GetAwaiter().GetResult();
        code.ShouldBe(0, $"{folder}: {error}");
        error.ShouldBeEmpty(folder);
        return output;
    }

    /// <summary>The objects that an overlay is rendered to which lies beside ours, and names bases and components by relative paths, or by
    /// the address of a repository that holds this tree.</summary>
    /// <param name="kustomization">The text of its <c>kustomization.yaml</c>.</param>
    /// <param name="manifests">Files of this tree that it names <c>0.yaml</c>, <c>1.yaml</c> and so on.</param>
    public static string BuildOverlay(string kustomization, params IReadOnlyList<string> manifests)
    {
        using var folder = new TemporaryFolder();
        var local = Remote().Replace(kustomization, match => $"../../../../{match.Groups[1].Value}");
        var text = Relative().Replace(local, match => Path.GetRelativePath(folder.Path, Path.GetFullPath(match.Value, Ours)));
        File.WriteAllText(folder.Combine("kustomization.yaml"), text + "\n");
        for (var number = 0; number < manifests.Count; number++)
            File.Copy(manifests[number], folder.Combine($"{number}.yaml"));
        return Build(folder.Path);
    }

    [GeneratedRegex(@"https://github\.com/[\w-]+/[\w-]+//([\w./-]+)\?ref=[\w.-]+")]
    private static partial Regex Remote();

    [GeneratedRegex(@"(?<![\w./-])(?:\.\./)+[\w./-]+")]
    private static partial Regex Relative();
}
