using SweepCluster.Testing.Processes;

namespace SweepCluster.Deploy.Tests.Manifests;

/// <summary><c>kubectl kustomize</c>.</summary>
internal static class Kustomize
{
    /// <summary>The objects that a folder is rendered to.</summary>
    public static string Build(string folder)
    {
        var (code, output, error) = ChildProcess.RunAsync(new("kubectl", ["kustomize", folder])).GetAwaiter().GetResult();
        code.ShouldBe(0, error);
        error.ShouldBeEmpty();
        return output;
    }
}
