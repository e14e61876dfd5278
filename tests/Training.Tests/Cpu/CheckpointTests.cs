using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Trials;
using SweepCluster.Testing;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>Checkpoints that can't be used, results that stay until they are replaced, and attempts that come too late.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Last => Path.Combine(Trial, "last.safetensors");

    private string Next => Path.Combine(Trial, "next.safetensors");

    private string Trial => _folder.Combine("trial");

    [Fact]
    public void Train_WithATornCheckpoint_SetsItAsideAndComesToTheSame()
    {
        var whole = SampleTrials.Succeed(Lease(3));
        File.WriteAllBytes(Last, File.ReadAllBytes(Last)[..5000]);

        var again = SampleTrials.Succeed(Lease(3));

        again.Metrics.WeightsHash.ShouldBe(whole.Metrics.WeightsHash);
        again.Warning.ShouldContain(Path.Combine(Trial, "last.damaged-1.safetensors"));
        again.Warning.ShouldContain("from its start");
        File.Exists(Path.Combine(Trial, "last.damaged-1.safetensors")).ShouldBeTrue();
        whole.Warning.ShouldBe("");
    }

    [Fact]
    public void Train_WithAnyByteOfACheckpointChanged_ComesToTheSame()
    {
        var whole = SampleTrials.Succeed(Lease(2));
        var bytes = File.ReadAllBytes(Last);
        var header = BitConverter.ToInt32(bytes);
        // Every part of the header, and some of the tensors.
        foreach (var place in Enumerable.Range(0, 8 + header).Where(place => place % 37 == 0).Concat([header + 20, bytes.Length - 1]))
        {
            var flipped = bytes.ToArray();
            flipped[place] ^= 0x44;
            File.WriteAllBytes(Last, flipped);

            var again = SampleTrials.Succeed(Lease(2));

            again.Metrics.WeightsHash.ShouldBe(whole.Metrics.WeightsHash, $"byte {place}");
        }
    }

    [Fact]
    public void Train_WithATornCheckpointAndOneOfAnEarlierEpoch_GoesOnFromThat()
    {
        var configuration = Configuration with { Checkpoints = Configuration.Checkpoints with { Every = 2 } };
        var whole = SampleTrials.Succeed(SampleTrials.Lease(configuration, folder: Trial, epochs: 5));
        File.WriteAllBytes(Last, [1, 2, 3]);

        var reports = new Recorder();
        var again = SampleTrials.Succeed(SampleTrials.Lease(configuration, folder: Trial, epochs: 5), reports);

        again.Metrics.WeightsHash.ShouldBe(whole.Metrics.WeightsHash);
        again.Warning.ShouldContain("continued from epoch 4");
    }

    [Fact]
    public void Train_WithTheCheckpointOfAnotherTrial_SetsItAsideAndSaysWhose()
    {
        SampleTrials.Succeed(SampleTrials.Lease(SampleTrials.Configuration(9), folder: Trial));

        var trained = SampleTrials.Succeed(Lease(3));

        trained.Warning.ShouldContain("trial 0 of test-1");
        trained.Warning.ShouldContain("configuration");
        trained.Metrics.WeightsHash.ShouldBe(SampleTrials.Succeed(SampleTrials.Lease(Configuration)).Metrics.WeightsHash);
    }

    [Fact]
    public void Train_FurtherThanAFinishedResult_KeepsItsWeightsUntilTheNextResultIsRecorded()
    {
        var two = SampleTrials.Succeed(Lease(2));
        var bytes = File.ReadAllBytes(Last);
        var further = Lease(4) with { Attempt = 2, FinishedWeights = two.Metrics.WeightsHash };

        // Interrupted, and then to its end: what is recorded are the two epochs.
        SampleTrials.Train(further, new Recorder(stopAfter: 3), stop: TestContext.Current.CancellationToken)
            .ShouldBeOfType<TrialOutcome.Interrupted>();
        Hash(further).ShouldBe(two.Metrics.WeightsHash);
        var four = SampleTrials.Succeed(further with { Attempt = 3 });
        File.ReadAllBytes(Last).ShouldBe(bytes);
        Hash(further).ShouldBe(two.Metrics.WeightsHash);

        // Recorded: the four epochs.
        var recorded = Lease(5) with { Attempt = 4, FinishedWeights = four.Metrics.WeightsHash };
        Hash(recorded).ShouldBe(four.Metrics.WeightsHash);
        var five = SampleTrials.Succeed(recorded);
        Hash(recorded).ShouldBe(four.Metrics.WeightsHash);
        five.Metrics.WeightsHash.ShouldBe(SampleTrials.Succeed(SampleTrials.Lease(Configuration, epochs: 5)).Metrics.WeightsHash);
    }

    [Fact]
    public void Train_WithFilesOfKilledWriters_DeletesThoseThatAreOld()
    {
        Directory.CreateDirectory(Trial);
        var (old, young) = (Last + ".1.tmp", Last + ".2.tmp");
        File.WriteAllText(old, "");
        File.WriteAllText(young, "");
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(young).AddHours(-2));

        SampleTrials.Succeed(Lease(1));

        (File.Exists(old), File.Exists(young)).ShouldBe((false, true));
    }

    [Fact]
    public void Predict_WithWeightsOfAnotherEpoch_IsRefused()
    {
        var one = SampleTrials.Succeed(SampleTrials.Lease(Configuration, epochs: 1));
        SampleTrials.Succeed(Lease(2));

        var lease = Lease(2) with { FinishedWeights = one.Metrics.WeightsHash };

        Should.Throw<SweepException>(() => Hash(lease)).Message.ShouldContain(one.Metrics.WeightsHash);
    }

    [Fact]
    public void Attempt_ThatWasFrozen_DoesNotReplaceTheCheckpointOfALaterOne()
    {
        var configuration = Configuration with { Checkpoints = Configuration.Checkpoints with { Best = true } };
        TrialOutcome.Succeeded? finished = null;
        byte[] last = [], best = [];
        // While the first attempt stands still in its second epoch, another trains the trial to its end.
        var frozen = new Recorder(stopAfter: 2)
        {
            OnEpoch = report =>
            {
                if (report.Epoch != 1)
                    return;
                finished = SampleTrials.Succeed(SampleTrials.Lease(configuration, folder: Trial, epochs: 4) with { Attempt = 2 });
                (last, best) = (File.ReadAllBytes(Last), File.ReadAllBytes(Path.Combine(Trial, "best.safetensors")));
            },
        };

        SampleTrials.Train(SampleTrials.Lease(configuration, folder: Trial, epochs: 4), frozen, stop: TestContext.Current.CancellationToken)
            .ShouldBeOfType<TrialOutcome.Interrupted>();

        finished.ShouldNotBeNull();
        File.ReadAllBytes(Last).ShouldBe(last);
        File.ReadAllBytes(Path.Combine(Trial, "best.safetensors")).ShouldBe(best);
    }

    [Fact]
    public unsafe void Write_ByTwoAtOnce_LeavesOneWholeFile()
    {
        var numbers = new float[100_000];
        var path = _folder.Combine("a.safetensors");

        Parallel.For(0, 40, writer =>
        {
            fixed (float* elements = numbers)
                SafetensorsFile.Write(
                    path,
                    [TensorSource.Floats("x", elements, [numbers.Length])],
                    new Dictionary<string, string> { ["writer"] = $"{writer}" },
                    durable: false);
        });

        SafetensorsFile.Read(path).Contains("x").ShouldBeTrue();
        Directory.GetFiles(_folder.Path).ShouldBe([path]);
    }

    private static TrialConfiguration Configuration => SampleTrials.Configuration(8);

    private TrialLease Lease(int epochs) => SampleTrials.Lease(Configuration, folder: Trial, epochs: epochs);

    private static string Hash(TrialLease lease)
    {
        using var library = SampleTrials.Library();
        using var predictor = Predictor.Open(lease, library.Load(SampleTrials.Glyphs, TestContext.Current.CancellationToken));
        return predictor.WeightsHash;
    }
}
