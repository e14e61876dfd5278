using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Silo.Configuration;
using SweepCluster.Silo.Training;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Noop;

namespace SweepCluster.Cluster.Tests;

/// <summary>Slots of a silo with several GPUs, which no machine of these tests has.</summary>
public sealed class SlotDevicesTests
{
    [Theory]
    [InlineData(0, null, "cuda", 1)]
    [InlineData(1, null, "cuda", 1)]
    [InlineData(4, null, "cuda:0 cuda:1 cuda:2 cuda:3", 4)]
    [InlineData(2, 2, "cuda:0 cuda:1", 2)]
    [InlineData(2, 3, "cuda:0 cuda:1", 3)]
    [InlineData(2, 8, "cuda:0 cuda:1", 8)]
    public void Slots_OfASiloThatSeesGpus_AreSpreadOverThem(int gpus, int? slots, string devices, int expected)
    {
        var options = new SiloOptions { Accelerator = "gpu", Slots = slots };

        var chosen = SlotDevices.Choose(options, () => Devices(gpus));

        chosen.ShouldBe(devices.Split(' '));
        Hardware.Detect(options, chosen.Count).Slots.ShouldBe(expected);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(8, 7)]
    public void Slots_FewerThanGpus_AreRefusedWithTheRemedies(int gpus, int slots)
    {
        var refusal = Should.Throw<SweepException>(
            () => SlotDevices.Choose(new() { Accelerator = "gpu", Slots = slots }, () => Devices(gpus)));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldStartWith($"Silo:Slots: with {slots} of them, {gpus - slots} of the {gpus} GPUs");
        refusal.Message.ShouldContain("Silo:TorchDevice=cuda:0");
        refusal.Message.ShouldContain("CUDA_VISIBLE_DEVICES");
    }

    [Theory]
    [InlineData("cuda:1")]
    [InlineData("cpu")]
    [InlineData("mps")]
    public void Device_ThatTheSettingsName_IsTheOnlyOne(string device) =>
        SlotDevices.Choose(
                new() { Accelerator = "gpu", Slots = 1, TorchDevice = device },
                () => throw new InvalidOperationException("Nobody needs to look for devices."))
            .ShouldBe([device]);

    [Fact]
    public void Trainers_OfSeveralDevices_ServeTheSlotsInTurn()
    {
        using var first = new NamedTrainer();
        using var second = new NamedTrainer();
        var trainers = Create(("cuda:0", first), ("cuda:1", second));

        Enumerable.Range(0, 5).Select(trainers.TrainerOf).ShouldBe([first, second, first, second, first]);
        Enumerable.Range(0, 3).Select(trainers.DeviceOf).ShouldBe(["cuda:0", "cuda:1", "cuda:0"]);
        trainers.Dispose();
        (first.IsDisposed, second.IsDisposed).ShouldBe((true, true));
    }

    [Fact]
    public void Trainer_OfOneDevice_NeedsNoName()
    {
        using var trainers = Create(("cuda", new NoopTrainer()));

        trainers.DeviceOf(1).ShouldBeNull();
        trainers.Devices.ShouldBe(1);
    }

    private static string[] Devices(int gpus) => ["cpu", .. Enumerable.Range(0, gpus).Select(gpu => $"cuda:{gpu}")];

    private static SiloTrainers Create(params (string, ITrainer)[] trainers) =>
        new(new DatasetLibrary(DatasetFolders.Find(null), progress: null), trainers, checkpoints: null);

    private sealed class NamedTrainer : ITrainer, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public TrialOutcome Train(TrialLease lease, ITrialObserver observer, CancellationToken stop) => throw new NotSupportedException();

        public void Dispose() => IsDisposed = true;
    }
}
