using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Testing.Waiting;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Cpu.Memory;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Cpu.Trials;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>The memory of a network is known before it is allocated, and trials share what there is.</summary>
[Collection("memory")]
public sealed class NetworkMemoryTests
{
    private const int Pixels = 784;
    private const int Classes = 10;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OptimizerKind.Adam, 64, 0, false, Activation.Relu)]
    [InlineData(OptimizerKind.Sgd, 512, 0.5, true, Activation.Gelu)]
    [InlineData(OptimizerKind.RmsProp, 1024, 0, false, Activation.Tanh)]
    public void Bytes_OfAPlan_AreWhatItsNetworkAndTwoCopiesOfItsWeightsTake(
        OptimizerKind optimizer, int batch, double dropout, bool clips, Activation activation)
    {
        var configuration = SampleTrials.Configuration(1000, 700) with
        {
            Hidden = [new(1000, activation), new(700, activation)],
            Batch = batch,
            Dropout = dropout,
            ClipNorm = clips ? 1 : null,
            Optimizer = OptimizerDefaults.Create(optimizer, OptimizerConvention.Keras),
        };
        using var library = SampleTrials.Library();
        var plan = CpuEngine.Best.Plan(configuration, library.Load(SampleTrials.Glyphs, Cancellation).Train);
        var copies = 2 * sizeof(float) * ParameterCount.Compute(configuration, Pixels, Classes);
        var before = NativeBlock.BytesInUse;

        using var network = CpuEngine.Best.CreateNetwork(plan);

        var taken = NativeBlock.BytesInUse - before + copies;
        ((double)plan.Bytes / taken).ShouldBeInRange(0.9, 1.15);
    }

    [Fact]
    public void Train_ANetworkLargerThanTheMemory_FailsWithTheFigures()
    {
        using var library = SampleTrials.Library();
        using var trainer = new CpuTrainer(library, TimeProvider.System, CpuEngine.Best, new(1 << 20));

        var outcome = trainer.Train(SampleTrials.Lease(SampleTrials.Configuration(30_000)), new Recorder(), Cancellation);

        outcome.ShouldBeOfType<TrialOutcome.Failed>().Reason.ShouldMatch(@"^it needs 0\.\d GiB of memory .* and 0\.0 GiB may be used here");
        trainer.Train(SampleTrials.Lease(SampleTrials.Configuration(8)), new Recorder(), Cancellation)
            .ShouldBeOfType<TrialOutcome.Succeeded>();
    }

    [Fact]
    public void TrainPack_ANetworkLargerThanTheMemory_FailsAlone()
    {
        using var library = SampleTrials.Library();
        using var trainer = new CpuTrainer(library, TimeProvider.System, CpuEngine.Best, new(1 << 20));
        PackedTrial[] pack =
        [
            new(SampleTrials.Lease(SampleTrials.Configuration(8))),
            new(SampleTrials.Lease(SampleTrials.Configuration(30_000))),
            new(SampleTrials.Lease(SampleTrials.Configuration(9))),
        ];

        trainer.TrainPack(pack);

        pack.Select(trial => trial.Outcome!.GetType())
            .ShouldBe([typeof(TrialOutcome.Succeeded), typeof(TrialOutcome.Failed), typeof(TrialOutcome.Succeeded)]);
    }

    [Fact]
    public void Rent_WhereIdleNetworksTakeTheMemory_FreesThem()
    {
        var (small, large) = (Plan(50), Plan(60));
        var memory = new NetworkMemory(large.Bytes + small.Bytes - 1);
        using var other = new NetworkPool(CpuEngine.Best, memory);
        using var pool = new NetworkPool(CpuEngine.Best, memory);
        other.Return(other.Rent(small, Cancellation));

        var network = pool.Rent(large, Cancellation);

        memory.Used.ShouldBe(large.Bytes);
        pool.Return(network);
    }

    [Fact]
    public async Task Rent_WhereOthersTakeTheMemory_WaitsForThem()
    {
        var plan = Plan(50);
        var memory = new NetworkMemory(plan.Bytes);
        using var pool = new NetworkPool(CpuEngine.Best, memory);
        var first = pool.Rent(plan, Cancellation);
        pool.TryRent(plan).ShouldBeNull();

        var waiting = Task.Run(() => pool.Rent(plan, Cancellation), Cancellation);
        waiting.IsCompleted.ShouldBeFalse();
        pool.Return(first);

        pool.Return(await waiting.WithinDeadlineAsync("the memory of the first network"));
        memory.Used.ShouldBe(plan.Bytes);
    }

    [Fact]
    public async Task Rent_StoppedWhileItWaits_TakesNothing()
    {
        var plan = Plan(50);
        var memory = new NetworkMemory(plan.Bytes);
        using var pool = new NetworkPool(CpuEngine.Best, memory);
        var first = pool.Rent(plan, Cancellation);
        using var stop = new CancellationTokenSource();
        var waiting = Task.Run(() => pool.Rent(plan, stop.Token), Cancellation);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
        memory.Used.ShouldBe(plan.Bytes);
        pool.Return(first);
    }

    [Fact]
    public void Predictor_OfATrial_TakesItsMemoryOrSaysWhyNot()
    {
        using var folder = new TemporaryFolder();
        using var library = SampleTrials.Library();
        var lease = SampleTrials.Lease(SampleTrials.Configuration(50), folder: folder.Path);
        SampleTrials.Succeed(lease);
        var dataset = library.Load(SampleTrials.Glyphs, Cancellation);
        var plan = CpuEngine.Best.Plan(lease.Configuration, dataset.Train);
        var memory = new NetworkMemory(plan.Bytes);

        using (Predictor.Open(lease, dataset, memory))
        {
            memory.Used.ShouldBe(plan.Bytes);
            var busy = Should.Throw<SweepException>(() => Predictor.Open(lease, dataset, memory));
            busy.Kind.ShouldBe(SweepErrorKind.Environment);
            busy.Message.ShouldContain("Try again when some of them have ended.");
        }

        memory.Used.ShouldBe(0);
        Should.Throw<SweepException>(() => Predictor.Open(lease, dataset, new NetworkMemory(plan.Bytes - 1))).Message
            .ShouldStartWith("Trial 0 of test-1 can't be opened: it needs");
    }

    [Fact]
    public void Rent_ALayerOfMoreWeightsThanOneMayHave_SaysSo()
    {
        using var pool = new NetworkPool(CpuEngine.Best, new(long.MaxValue));

        var refusal = Should.Throw<SweepException>(() => pool.Rent(Plan(50_000, 50_000), Cancellation));

        refusal.Message.ShouldBe(
            "its layer of 50,000 inputs and 50,000 units has more than 2,147,483,591 weights; make its layers narrower");
    }

    private static NetworkPlan Plan(params int[] hidden) =>
        NetworkPlan.Create(SampleTrials.Configuration(hidden), Pixels, Classes, states: 2);
}
