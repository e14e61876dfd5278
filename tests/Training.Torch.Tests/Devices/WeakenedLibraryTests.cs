using System.Numerics;
using SweepCluster.Training.Torch.Devices;

namespace SweepCluster.Training.Torch.Tests.Devices;

/// <summary>The real libraries of the packages, as files.</summary>
public sealed class WeakenedLibraryTests
{
    private static readonly string Natives = Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native");

    [Fact]
    public void Weaken_TorchSharpsLibrary_ChangesOneBit()
    {
        var original = File.ReadAllBytes(Path.Combine(Natives, "libLibTorchSharp.so"));
        var changed = original.ToArray();

        WeakenedLibrary.TryWeaken(changed, WeakenedLibrary.Version).ShouldBeTrue();

        original.Zip(changed, (before, after) => BitOperations.PopCount((uint)(before ^ after))).Sum().ShouldBe(1);
    }

    [Theory]
    [InlineData("libLibTorchSharp.so", "GLIBCXX_3.4")]
    [InlineData("libLibTorchSharp.so", "GLIBC_2.2.5")]
    [InlineData("libLibTorchSharp.so", "GLIBCXX_9.9.9")]
    [InlineData("libtorch.so", WeakenedLibrary.Version)]
    public void Weaken_VersionThatIsUsedOrIsNotDemanded_ChangesNothing(string library, string version)
    {
        var original = File.ReadAllBytes(Path.Combine(Natives, library));
        var changed = original.ToArray();

        WeakenedLibrary.TryWeaken(changed, version).ShouldBeFalse();

        changed.ShouldBe(original);
    }
}
