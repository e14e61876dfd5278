using SweepCluster.Api.Keys;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>A key file as Kubernetes mounts a Secret: links that it turns to another folder when the Secret changes.</summary>
public sealed class MountedKeysTests
{
    [Fact]
    public void Keys_TheSecretChanges_TheRunningServerKnowsTheNewOnesAlone()
    {
        using var folder = new TemporaryFolder();
        var first = Version(folder.Path, "..first", "ada");
        var second = Version(folder.Path, "..second", "grace");
        var data = Path.Combine(folder.Path, "..data");
        Directory.CreateSymbolicLink(data, "..first");
        var file = Path.Combine(folder.Path, "keys.json");
        File.CreateSymbolicLink(file, Path.Combine("..data", "keys.json"));
        var keys = new KeyRing(new(file));
        keys.Find(first)?.Name.ShouldBe("ada");

        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, "..second");

        keys.Find(second)?.Name.ShouldBe("grace");
        keys.Find(first).ShouldBeNull();
    }

    [Fact]
    public void Keys_TheFileIsMissing_ThereAreNone()
    {
        using var folder = new TemporaryFolder();
        var file = new KeyFile(Path.Combine(folder.Path, "keys.json"));

        file.Stamp.ShouldBe(default);
        file.Read().ShouldBeEmpty();
    }

    private static string Version(string mount, string name, string key) =>
        new KeyFile(Path.Combine(mount, name, "keys.json")).Add(key, KeyScope.Submit, DateTimeOffset.UnixEpoch);
}
