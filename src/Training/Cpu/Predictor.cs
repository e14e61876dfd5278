using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Predictions;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu.Networks;
using SweepCluster.Training.Cpu.Trials;
using SweepCluster.Training.Data;
using SweepCluster.Training.Explanations;
using SweepCluster.Training.Trials;

namespace SweepCluster.Training.Cpu;

/// <summary>The trained network of a trial, from its last checkpoint: with the best epoch's weights if early stopping restores
/// them.</summary>
public sealed class Predictor : IDisposable
{
    private readonly Network _network;
    private readonly NetworkMemory _memory;
    private readonly Activation[] _hidden;

    private Predictor(Network network, NetworkMemory memory, TrialConfiguration configuration, int epochs)
    {
        (_network, _memory) = (network, memory);
        (_hidden, Epochs) = ([.. configuration.Hidden.Select(layer => layer.Activation)], epochs);
    }

    /// <summary>Number of finished epochs after which the weights were saved.</summary>
    public int Epochs { get; }

    /// <summary>See <see cref="FinalMetrics.WeightsHash"/>.</summary>
    public string WeightsHash => WeightSnapshot.Take(_network, Epochs).Hash();

    /// <param name="lease">The trial's lease; its checkpoints are read.</param>
    /// <param name="dataset">The data set that it was trained on.</param>
    /// <param name="openCheckpoints">Opens the place that the lease names; null: it is a folder.</param>
    /// <exception cref="SweepException">There is no checkpoint, or it is damaged, belongs to another trial, or has other weights than the
    /// recorded result.</exception>
    public static Predictor Open(TrialLease lease, Dataset dataset, Func<string, ICheckpointFiles>? openCheckpoints = null) =>
        Open(lease, dataset, NetworkMemory.OfProcess, openCheckpoints);

    /// <inheritdoc cref="Open(TrialLease, Dataset, Func{string, ICheckpointFiles})"/>
    /// <param name="memory">The budget of the network's memory.</param>
    internal static Predictor Open(
        TrialLease lease, Dataset dataset, NetworkMemory memory, Func<string, ICheckpointFiles>? openCheckpoints = null)
    {
        var folder = lease.CheckpointFolder ?? throw new ArgumentException("The lease names no checkpoint folder.", nameof(lease));
        var network = CreateNetwork(lease, CpuEngine.Best.Plan(lease.Configuration, dataset.Train), memory);
        try
        {
            network.Configure(lease.Configuration, lease.Seed, lease.SeedIndex);
            var restores = lease.Configuration.EarlyStopping is { RestoreBest: true };
            var files = (openCheckpoints ?? FolderCheckpointStorage.OpenFolder)(folder);
            var state = new TrialCheckpoints(files, lease, dataset.Fingerprint, network).ReadFinished(restores)
                ?? throw new SweepException(
                    $"Trial {lease.Trial} of {lease.SweepId} has no checkpoint in {folder}. "
                    + "It hasn't got that far, or its spec says `checkpoints: {last: false}`.");
            if (restores && state.Best is { } best)
                best.CopyTo(network);
            return new(network, memory, lease.Configuration, restores && state.Best is { } kept ? kept.Epoch : state.Reports.Count);
        }
        catch
        {
            Free(network, memory);
            throw;
        }
    }

    /// <summary>Class probabilities of images <paramref name="first"/> to first + count - 1.</summary>
    /// <param name="scale">The divisor of each pixel.</param>
    /// <returns>[count x classes], row-major.</returns>
    public float[] Predict(ImageSet images, int first, int count, double scale)
    {
        var probabilities = new float[count * images.Classes];
        _network.Predict(images, first, count, (float)(1 / scale), probabilities);
        return probabilities;
    }

    /// <summary>The same prediction for one image, computed by hand in double precision.</summary>
    /// <param name="scale">The divisor of each pixel.</param>
    public Explanation Explain(ImageSet images, int index, double scale) =>
        HandComputation.Explain(WeightSnapshot.Take(_network, Epochs), _hidden, images.Image(index), scale);

    public void Dispose() => Free(_network, _memory);

    // A prediction must not end the process that trains or serves others.
    private static Network CreateNetwork(TrialLease lease, NetworkPlan plan, NetworkMemory memory)
    {
        var trial = $"Trial {lease.Trial} of {lease.SweepId}";
        try
        {
            if (!memory.TryTake(plan.Bytes))
            {
                throw new SweepException(
                    $"{trial} needs {NetworkMemory.Describe(plan.Bytes)} of memory, which running trials are using. "
                    + "Try again when some of them have ended.",
                    SweepErrorKind.Environment);
            }
        }
        catch (SweepException tooLarge) when (tooLarge.Kind == SweepErrorKind.Input)
        {
            throw new SweepException($"{trial} can't be opened: {tooLarge.Message}.", inner: tooLarge);
        }

        try
        {
            return CpuEngine.Best.CreateNetwork(plan);
        }
        catch
        {
            memory.Give(plan.Bytes);
            throw;
        }
    }

    private static void Free(Network network, NetworkMemory memory)
    {
        network.Dispose();
        memory.Give(network.Plan.Bytes);
    }
}
