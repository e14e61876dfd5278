using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests.Manifests;

/// <summary><c>kubectl kustomize</c>, where there is a kubectl.</summary>
internal static class Kustomize
{
    public static bool IsThere => Requirement.Kubectl is null;

    /// <summary>What a folder comes to. Skips the test where there is no kubectl.</summary>
    public static string Build(string folder)
    {
        Assert.SkipUnless(IsThere, "There is no kubectl on this machine's PATH.");
        // The callers are not asynchronous.
        var (code, output, error) = Task.Run(() => ChildProcess.RunAsync(new("kubectl", ["kustomize", folder]))).GetAwaiter().GetResult();
        code.ShouldBe(0, error);
        error.ShouldBeEmpty();
        return output;
    }
}
