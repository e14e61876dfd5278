using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Files;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Training.S3.Tests;

/// <summary>The behaviour that all places of checkpoints have in common.</summary>
public abstract class CheckpointStorageContract : IAsyncLifetime
{
    private const string Glyphs = "glyphs:seed=7,train=600,test=100";
    private const string Sweep = "quick-1";
    private const string Crash = "The process ends here.";

    private ICheckpointStorage? _storage;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ICheckpointStorage Storage => _storage ??= Open();

    private ICheckpointFiles Files => OpenTrial(Storage, Sweep, 0);

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        _storage?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Opens the place once more, as another process would.</summary>
    protected abstract ICheckpointStorage Open();

    /// <summary>The files below the place, with slashes, in order.</summary>
    protected abstract IReadOnlyList<string> List();

    protected abstract byte[] ReadBytes(string file);

    protected abstract void WriteBytes(string file, byte[] bytes);

    [Fact]
    public void Read_WhatWasWritten_ReturnsTensorsAndMetadata()
    {
        Write("last.safetensors", "one", 1, 2, 3);

        var file = Files.Read("last.safetensors").ShouldNotBeNull();

        file.Floats("numbers", 3).ToArray().ShouldBe([1f, 2, 3]);
        file.Metadata["label"].ShouldBe("one");
        file.Path.ShouldBe(Files.Locate("last.safetensors"));
        Files.ReadMetadata("last.safetensors").ShouldNotBeNull()["label"].ShouldBe("one");
        List().ShouldBe(["quick-1/0/last.safetensors"]);
    }

    [Fact]
    public unsafe void Write_AnyTensors_WritesTheBytesOfTheFormat()
    {
        using var folder = new TemporaryFolder();
        var numbers = GC.AllocateArray<float>(5000, pinned: true);
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = i;
        fixed (float* elements = numbers)
        {
            TensorSource[] tensors = [TensorSource.Floats("b", elements, 50, 100), TensorSource.Floats("a", elements + 7, 3)];
            var metadata = new Dictionary<string, string> { ["label"] = "any" };
            SafetensorsFile.Write(folder.Combine("expected"), tensors, metadata, durable: false);

            Files.Write("last.safetensors", tensors, metadata);
        }

        ReadBytes("quick-1/0/last.safetensors").ShouldBe(File.ReadAllBytes(folder.Combine("expected")));
    }

    [Fact]
    public void Write_OverAFile_ReplacesIt()
    {
        Write("last.safetensors", "one", 1, 2, 3);
        Write("last.safetensors", "two", 4);

        Files.Read("last.safetensors")!.Metadata["label"].ShouldBe("two");
        List().Count.ShouldBe(1);
    }

    [Fact]
    public void Files_ThatAreNotThere_AreNullAndNothingHappensToThem()
    {
        Files.Read("last.safetensors").ShouldBeNull();
        Files.ReadMetadata("last.safetensors").ShouldBeNull();
        Files.Delete("last.safetensors");
        Files.DeleteAbandoned(DateTimeOffset.UnixEpoch);
        Write("next.safetensors", "next", 1);
        Files.Rename("last.safetensors", "next.safetensors");

        Files.Read("next.safetensors")!.Metadata["label"].ShouldBe("next");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_000)]
    [InlineData(200_000)]
    public void ReadMetadata_OfAnyLength_IsWhole(int length)
    {
        var label = new string('x', length);
        Write("last.safetensors", label, 1, 2, 3);

        Files.ReadMetadata("last.safetensors").ShouldNotBeNull()["label"].ShouldBe(label);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(70)]
    [InlineData(-1)]
    public void Read_ATruncatedFile_IsRefusedWithItsPlace(int length)
    {
        Write("last.safetensors", "one", 1, 2, 3);
        var bytes = ReadBytes("quick-1/0/last.safetensors");
        WriteBytes("quick-1/0/last.safetensors", length < 0 ? bytes[..^1] : bytes[..length]);

        Files.ReadMetadata("last.safetensors").ShouldBeNull();
        var refusal = Should.Throw<SweepException>(() => Files.Read("last.safetensors"));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldStartWith(Files.Locate("last.safetensors"));
    }

    [Fact]
    public void Rename_OverAFile_ReplacesIt()
    {
        Write("last.safetensors", "last", 1);
        Write("next.safetensors", "next", 2);

        Files.Rename("next.safetensors", "last.safetensors");

        Files.Read("last.safetensors")!.Metadata["label"].ShouldBe("next");
        List().ShouldBe(["quick-1/0/last.safetensors"]);
    }

    [Fact]
    public void SetAside_Twice_KeepsBothFiles()
    {
        Write("last.safetensors", "first", 1);
        var first = Files.SetAside("last.safetensors");
        Write("last.safetensors", "second", 1);
        var second = Files.SetAside("last.safetensors");

        (first, second).ShouldBe((Files.Locate("last.damaged-1.safetensors"), Files.Locate("last.damaged-2.safetensors")));
        Files.Read("last.damaged-1.safetensors")!.Metadata["label"].ShouldBe("first");
        Files.Read("last.damaged-2.safetensors")!.Metadata["label"].ShouldBe("second");
        Files.Read("last.safetensors").ShouldBeNull();
    }

    [Fact]
    public void Delete_TheLastFile_LeavesNothing()
    {
        Write("last.safetensors", "one", 1);

        Files.Delete("last.safetensors");

        List().ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_OfAUsablePlace_LeavesNothing()
    {
        // The first one creates a folder.
        await Storage.CheckAsync("Silo:Checkpoints", Cancellation);
        await Storage.CheckAsync("Silo:Checkpoints", Cancellation);
        await Storage.CheckReadingAsync("--checkpoints-at", Cancellation);

        List().ShouldBeEmpty();
    }

    [Fact]
    public async Task List_OfASweep_SumsTheFilesOfEachTrial()
    {
        foreach (var file in new[] { "quick-1/0/a", "quick-1/0/b", "quick-1/10/a", "quick-10/0/a" })
            WriteBytes(file, new byte[100]);

        var listed = await Storage.ListAsync("quick-1", Cancellation);

        StoredCheckpoints[] expected = [new("0", 200), new("10", 100)];
        listed.OrderBy(stored => stored.Trial, StringComparer.Ordinal).ToArray().ShouldBe(expected);
        (await Storage.ListAsync("other-1", Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Delete_ATrialOrASweep_LeavesTheOthers()
    {
        foreach (var file in new[] { "quick-1/1/a", "quick-1/1/b", "quick-1/10/a", "quick-10/1/a" })
            WriteBytes(file, new byte[100]);

        await Storage.DeleteAsync("quick-1", "1", Cancellation);
        var afterTrial = List();
        await Storage.DeleteAsync("quick-1", trial: null, Cancellation);
        await Storage.DeleteAsync("quick-1", trial: null, Cancellation);

        afterTrial.ShouldBe(["quick-1/10/a", "quick-10/1/a"]);
        List().ShouldBe(["quick-10/1/a"]);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(17)]
    public void Trial_ThatCrashesAgainAndAgain_GivesTheBitsOfOneGo(int minibatches)
    {
        var expected = Train(Lease(epochs: 3) with { CheckpointFolder = null }).ShouldBeOfType<TrialOutcome.Succeeded>();
        var crashes = 0;
        TrialOutcome? outcome = null;
        while (outcome is null)
        {
            try
            {
                outcome = Train(Lease(epochs: 3), new Crashing(minibatches), new EveryStepTime());
            }
            catch (InvalidOperationException crash) when (crash.Message == Crash)
            {
                crashes++;
            }
        }

        crashes.ShouldBeGreaterThan(1);
        var metrics = outcome.ShouldBeOfType<TrialOutcome.Succeeded>().Metrics;
        metrics.WeightsHash.ShouldBe(expected.Metrics.WeightsHash);
        metrics.TestLoss.ShouldBe(expected.Metrics.TestLoss);
        HashOfStored(Lease(epochs: 3) with { FinishedWeights = metrics.WeightsHash }).ShouldBe(metrics.WeightsHash);
    }

    [Fact]
    public void Trial_ExtendedTwice_PutsEachResultInThePlaceOfTheLast()
    {
        var two = Train(Lease(epochs: 2)).ShouldBeOfType<TrialOutcome.Succeeded>();
        var further = Lease(epochs: 3) with { Attempt = 2, FinishedWeights = two.Metrics.WeightsHash };
        var three = Train(further).ShouldBeOfType<TrialOutcome.Succeeded>();
        HashOfStored(further).ShouldBe(two.Metrics.WeightsHash);

        var last = Lease(epochs: 4) with { Attempt = 3, FinishedWeights = three.Metrics.WeightsHash };
        var four = Train(last).ShouldBeOfType<TrialOutcome.Succeeded>();

        HashOfStored(last).ShouldBe(three.Metrics.WeightsHash);
        HashOfStored(last with { FinishedWeights = four.Metrics.WeightsHash }).ShouldBe(four.Metrics.WeightsHash);
        var oneGo = Train(Lease(epochs: 4) with { CheckpointFolder = null }).ShouldBeOfType<TrialOutcome.Succeeded>();
        four.Metrics.WeightsHash.ShouldBe(oneGo.Metrics.WeightsHash);
    }

    [Fact]
    public void Trial_WithATornCheckpoint_SetsItAsideAndGivesTheSameBits()
    {
        var whole = Train(Lease(epochs: 2)).ShouldBeOfType<TrialOutcome.Succeeded>();
        WriteBytes("quick-1/0/last.safetensors", ReadBytes("quick-1/0/last.safetensors")[..5000]);

        var again = Train(Lease(epochs: 2)).ShouldBeOfType<TrialOutcome.Succeeded>();

        again.Metrics.WeightsHash.ShouldBe(whole.Metrics.WeightsHash);
        again.Warning.ShouldContain(Files.Locate("last.damaged-1.safetensors"));
        List().ShouldBe(["quick-1/0/last.damaged-1.safetensors", "quick-1/0/last.safetensors"]);
    }

    private static ICheckpointFiles OpenTrial(ICheckpointStorage storage, string sweep, long trial) =>
        storage.Open(CheckpointPlace.CombineTrial(storage.Place, sweep, trial));

    private unsafe void Write(string name, string label, params float[] numbers)
    {
        fixed (float* elements = numbers)
        {
            Files.Write(
                name, [TensorSource.Floats("numbers", elements, numbers.Length)], new Dictionary<string, string> { ["label"] = label });
        }
    }

    private TrialLease Lease(int epochs) => new(
        Sweep, 0, 1, Configuration, 1, 0, epochs, CheckpointPlace.CombineTrial(Storage.Place, Sweep, 0));

    private static TrialConfiguration Configuration => new()
    {
        Data = new() { Dataset = Glyphs, Split = new(SplitKind.Last, 90) },
        Hidden = [new(8, Activation.Relu)],
        KernelInitializer = new(InitializerKind.GlorotUniform),
        BiasInitializer = new(InitializerKind.Zeros),
        Optimizer = OptimizerDefaults.Create(OptimizerKind.Adam, OptimizerConvention.Keras),
        Schedule = ScheduleSettings.Constant,
        Epochs = 3,
        Batch = 32,
        Checkpoints = new(Last: true, Best: false, Every: 0, Metric.ValidationAccuracy),
    };

    // Each training has a trainer and a storage of its own, as in another process.
    private TrialOutcome Train(TrialLease lease, ITrialObserver? observer = null, TimeProvider? time = null)
    {
        using var storage = Open();
        using var library = new DatasetLibrary(DatasetFolders.Find(null));
        using var trainer = new CpuTrainer(library, time ?? TimeProvider.System, storage.Open);
        return trainer.Train(lease, observer ?? new Crashing(int.MaxValue), Cancellation);
    }

    private string HashOfStored(TrialLease lease)
    {
        using var storage = Open();
        using var library = new DatasetLibrary(DatasetFolders.Find(null));
        using var predictor = Predictor.Open(lease, library.Load(Glyphs, Cancellation), storage.Open);
        return predictor.WeightsHash;
    }

    /// <summary>Throws at the n-th progress of an attempt, which writes no checkpoint on its way out, as a killed process.</summary>
    private sealed class Crashing(int minibatches) : ITrialObserver
    {
        private int _minibatches;

        public bool EpochCompleted(EpochReport report) => true;

        public void Progress(in TrialProgress progress)
        {
            if (++_minibatches == minibatches)
                throw new InvalidOperationException(Crash);
        }
    }

    /// <summary>Each look at the clock is eleven seconds later, so that a checkpoint is due at every step.</summary>
    private sealed class EveryStepTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += TimeSpan.FromSeconds(11).Ticks;
    }
}
