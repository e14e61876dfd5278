using System.Globalization;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Training.Trials;

/// <summary>The checkpoint files of one trial; see <c>docs/checkpoints.md</c>. <c>last.safetensors</c> holds everything that the trial
/// needs to continue with the same bits, and the weights of its finished result once there is one. An attempt that trains a finished trial
/// further writes <c>next.safetensors</c>, so that the finished result keeps its weights until it is replaced. <c>best.safetensors</c> and
/// <c>epoch-0005.safetensors</c> are for users to load. Kernels are row-major [inputs x units].</summary>
public sealed class TrialCheckpoints(ICheckpointFiles files, TrialLease lease, string fingerprint, ITrialNetwork network)
{
    public const string Last = "last.safetensors";
    public const string Next = "next.safetensors";

    private const string Version = "1";

    // The identity of the configuration: a file that differs in one of these belongs to another trial.
    private readonly Dictionary<string, string> _identity = new()
    {
        ["sweepcluster"] = Version,
        ["configuration"] = ConfigurationHash.Compute(lease.Configuration),
        ["dataset"] = fingerprint,
        ["seed"] = lease.Seed.ToString(CultureInfo.InvariantCulture),
        ["repeat"] = lease.SeedIndex.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A warning to users about the files that were found; empty if there is none.</summary>
    public string Warning { get; private set; } = "";

    private string Own => lease.FinishedWeights is null ? Last : Next;

    public void WriteLast(TrialProgressState state) => Write(Own, state);

    public void WriteBest(TrialProgressState state) => Write("best.safetensors", state);

    public void WriteEpoch(TrialProgressState state, int epoch) => Write(EpochName(epoch), state);

    public void DeleteAbandoned(DateTimeOffset before) => files.DeleteAbandoned(before);

    public void RemoveLast() => files.Delete(Own);

    /// <summary>Loads the weights and optimizer states of the latest usable checkpoint into the network, which is in its initial state, and
    /// returns the rest of the progress; null if the trial has to start from the beginning. Unusable files are set aside, and
    /// <see cref="Warning"/> says so.</summary>
    /// <exception cref="SweepException">The folder can't be read or changed (Environment).</exception>
    public TrialProgressState? Read(bool withBest)
    {
        foreach (var name in Own == Next ? (string[])[Next, Last] : [Last])
        {
            if (TryRead(name, withBest) is not { } state)
                continue;
            if (name == Next && HashOf(state) == lease.FinishedWeights)
                files.Rename(Next, Last);
            return state;
        }

        if (Warning.Length == 0)
            return null;
        // The last intact one of the requested checkpoints of epochs.
        for (var epoch = lease.EpochTarget; lease.Configuration.Checkpoints.Every > 0 && epoch > 0; epoch--)
        {
            if (epoch % lease.Configuration.Checkpoints.Every == 0 && TryRead(EpochName(epoch), withBest) is { } state)
            {
                Warning += string.Create(CultureInfo.InvariantCulture, $" The trial continued from epoch {epoch}.");
                return state;
            }
        }

        Warning += " The trial was trained from its start.";
        return null;
    }

    /// <summary>Loads the weights of the finished result into the network, or for a trial without one its latest weights. Changes no
    /// file.</summary>
    /// <returns>The progress; null if there is no checkpoint.</returns>
    /// <exception cref="SweepException">The checkpoint is damaged, belongs to another trial, or has other weights than the
    /// result.</exception>
    public TrialProgressState? ReadFinished(bool withBest)
    {
        if (lease.FinishedWeights is not { } expected)
            return files.Read(Last) is { } file ? Load(file, withBest) : null;
        string? found = null;
        foreach (var name in (string[])[Last, Next])
        {
            if (files.Read(name) is not { } file)
                continue;
            var state = Load(file, withBest);
            found = HashOf(state);
            if (found == expected)
                return state;
        }

        return found is null ? null : throw new SweepException(
            $"The checkpoints of trial {lease.Trial} of {lease.SweepId} in {files.Locate("")} hold weights with the SHA-256 {found}, "
            + "but the weights of its recorded result have "
            + $"{expected}. Restore the file from a copy, or train the trial further with `./sweep extend {lease.SweepId} --epochs +1`.");
    }

    private static string EpochName(int epoch) => string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch:0000}.safetensors");

    private TrialProgressState? TryRead(string name, bool withBest)
    {
        try
        {
            return files.Read(name) is { } file ? Load(file, withBest) : null;
        }
        catch (SweepException mistake) when (mistake.Kind == SweepErrorKind.Input)
        {
            var aside = files.SetAside(name);
            Warning = $"{Warning} A checkpoint could not be used and was moved to {aside}: {mistake.Message}".TrimStart();
            return null;
        }
    }

    // Everything is read before the network is changed: a damaged file must leave it as it was.
    private TrialProgressState Load(SafetensorsFile file, bool withBest)
    {
        foreach (var (name, expected) in _identity)
        {
            if (file.Metadata.GetValueOrDefault(name) is var found && found != expected)
            {
                var owner = file.Metadata.GetValueOrDefault("trial") is { } trial ? $", {trial}" : "";
                throw new SweepException($"{file.Path} is the checkpoint of another trial{owner}: its {name} is {found ?? "missing"}, "
                    + $"this trial's is {expected}.");
            }
        }

        var tensors = NetworkTensors.Enumerate(network).ToList();
        foreach (var tensor in tensors)
            _ = file.Floats(tensor.Name, tensor.Shape);
        var state = CheckpointMetadata.Read(file, withBest ? NetworkTensors.ReadBest(file, network) : null, lease.Configuration.RangeTest);
        foreach (var tensor in tensors)
            network.Write(tensor.Layer, tensor.Part, file.Floats(tensor.Name, tensor.Shape));
        return state;
    }

    // The hash of the weights with which the trial ends.
    private string HashOf(TrialProgressState state) => (state.Best ?? WeightSnapshot.Take(network, state.Reports.Count)).Hash();

    private void Write(string name, TrialProgressState state)
    {
        // An attempt that was dropped, on a machine that froze, must not replace newer weights by older ones.
        if (files.ReadMetadata(name) is { } present && IsAsFar(present, state))
            return;
        var metadata = new Dictionary<string, string>(_identity)
        {
            ["trial"] = string.Create(CultureInfo.InvariantCulture, $"trial {lease.Trial} of {lease.SweepId}"),
            ["attempt"] = lease.Attempt.ToString(CultureInfo.InvariantCulture),
            ["settings"] = ConfigurationJson.Write(lease.Configuration),
        };
        CheckpointMetadata.Write(state, metadata);
        var tensors = new List<TensorSource>();
        var kept = new List<float[]>();
        foreach (var tensor in NetworkTensors.Enumerate(network))
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

    private bool IsAsFar(IReadOnlyDictionary<string, string> present, TrialProgressState state) =>
        _identity.All(pair => present.GetValueOrDefault(pair.Key) == pair.Value)
        && CheckpointMetadata.Position(present) is { } position && position.CompareTo((state.Epoch, state.Step)) >= 0;
}
