using SweepCluster.Contracts.Ports;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Training.Torch.Tests;

public sealed class FactoryTests
{
    /// <summary>The tests' packages have libtorch for this system, so that a trainer there is not a matter of luck.</summary>
    [Fact]
    public void TryCreate_OnX64Linux_GivesATrainer()
    {
        Requirement.SkipWithout(Requirement.X64Linux);
        using var library = Trials.Library();

        TorchTrainers.TryCreate("cpu", library, TimeProvider.System, out var trainer, out var reason).ShouldBeTrue(reason);

        using var disposing = trainer as IDisposable;
        trainer.ShouldBeAssignableTo<IPackTrainer>();
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
