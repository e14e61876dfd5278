using SweepCluster.Contracts.Ports;

namespace SweepCluster.Training.Torch.Tests;

public sealed class FactoryTests
{
    [Fact]
    public void TryCreate_GivesATrainerOrTheReasonWhyNot()
    {
        using var library = Trials.Library();

        var created = TorchTrainers.TryCreate("cpu", library, TimeProvider.System, out var trainer, out var reason);

        using var disposing = trainer as IDisposable;
        created.ShouldBe(trainer is IPackTrainer);
        created.ShouldBe(TorchTrainers.Missing("cpu") is null);
        reason.ShouldBe(TorchTrainers.Missing("cpu"));
        if (!created)
            reason!.ShouldContain("TorchSharp");
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
