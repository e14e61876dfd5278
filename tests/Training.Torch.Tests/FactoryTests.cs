using System.Runtime.InteropServices;
using SweepCluster.Contracts.Ports;

namespace SweepCluster.Training.Torch.Tests;

public sealed class FactoryTests
{
    /// <summary>The runtime's own loader decides what to expect: it knows nothing of the code under test.</summary>
    [Fact]
    public void TryCreate_GivesATrainerExactlyWhereTheNativeLibraryLoads()
    {
        using var library = Trials.Library();
        var loads = Directory.EnumerateFiles(AppContext.BaseDirectory, "*LibTorchSharp.*", SearchOption.AllDirectories).Any(file => NativeLibrary.TryLoad(file, out _));

        var created = TorchTrainers.TryCreate("cpu", library, TimeProvider.System, out var trainer, out var reason);

        using var disposing = trainer as IDisposable;
        created.ShouldBe(loads, reason);
        if (loads)
            trainer.ShouldBeAssignableTo<IPackTrainer>();
        else
            reason.ShouldNotBeNull().ShouldContain("TorchSharp");
    }

    [TorchTheory]
    [InlineData("gpu", "'gpu'")]
    [InlineData("cuda:x", "'cuda:x'")]
    [InlineData("cpu:1", "'cpu:1'")]
    [InlineData("cuda:99", "CUDA|cuda:99")]
    public void TryCreate_ForADeviceThatIsNotThere_SaysWhich(string device, string named)
    {
        using var library = Trials.Library();

        TorchTrainers.TryCreate(device, library, TimeProvider.System, out var trainer, out var reason).ShouldBeFalse();

        trainer.ShouldBeNull();
        reason.ShouldMatch(named);
    }
}
