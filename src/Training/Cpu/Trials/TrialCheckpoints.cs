using System.Globalization;
using SweepCluster.Contracts;
using SweepCluster.Contracts.Configurations;
using SweepCluster.Contracts.Trials;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu.Networks;

namespace SweepCluster.Training.Cpu.Trials;

/// <summary>The checkpoint files of one trial. <c>last.safetensors</c> holds everything that the trial needs to go on to the same bits;
/// <c>best.safetensors</c> and <c>epoch-0005.safetensors</c> are the same for people to load. Kernels are row-major [inputs x units].</summary>
internal sealed class TrialCheckpoints(ICheckpointFiles files, TrialLease lease, string fingerprint, ITrialNetwork network)
{
    public const string Last = "last.safetensors";

    private const string Version = "1";

    // What belongs to the configuration: a file that differs in one of these is another trial's.
    private readonly Dictionary<string, string> _identity = new()
    {
        ["sweepcluster"] = Version,
        ["configuration"] = ConfigurationHash.Of(lease.Configuration),
        ["dataset"] = fingerprint,
        ["seed"] = lease.Seed.ToString(CultureInfo.InvariantCulture),
        ["repeat"] = lease.Repeat.ToString(CultureInfo.InvariantCulture),
    };

    public void WriteLast(TrialProgressState state) => Write(Last, state);

    public void WriteBest(TrialProgressState state) => Write("best.safetensors", state);

    public void WriteEpoch(TrialProgressState state, int epoch) => Write(string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch:0000}.safetensors"), state);

    public void RemoveLast() => files.Delete(Last);

    /// <summary>Puts the weights and optimizer states back and returns the rest; null where there is no checkpoint.</summary>
    /// <exception cref="SweepException">It is damaged, or of another trial.</exception>
    public TrialProgressState? ReadLast(bool withBest)
    {
        if (files.Read(Last) is not { } file)
            return null;
        foreach (var (name, expected) in _identity)
        {
            if (file.Metadata.GetValueOrDefault(name) is var found && found != expected)
            {
                throw new SweepException(
                    $"{files.Locate(Last)} is the checkpoint of another trial: its {name} is {found ?? "missing"}, this trial's is {expected}. "
                    + "Move it away to train this trial from the start.");
            }
        }

        foreach (var tensor in NetworkTensors.Of(network))
            network.Write(tensor.Layer, tensor.Part, file.Floats(tensor.Name, tensor.Shape));
        return CheckpointMetadata.Read(file, withBest ? NetworkTensors.ReadBest(file, network) : null, lease.Configuration.RangeTest);
    }

    private void Write(string name, TrialProgressState state)
    {
        var metadata = new Dictionary<string, string>(_identity);
        CheckpointMetadata.Write(state, metadata);
        var tensors = new List<TensorSource>();
        var kept = new List<float[]>();
        foreach (var tensor in NetworkTensors.Of(network))
        {
            var numbers = GC.AllocateUninitializedArray<float>(tensor.Length, pinned: true);
            network.Read(tensor.Layer, tensor.Part, numbers);
            kept.Add(numbers);
            tensors.Add(NetworkTensors.Source(tensor.Name, numbers, tensor.Shape));
        }

        if (state.Best is { } best)
            tensors.AddRange(NetworkTensors.Sources(best, network));
        files.Write(name, tensors, metadata);
        GC.KeepAlive(kept);
    }
}
