using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using SweepCluster.Model;
using SweepCluster.Model.Files;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.S3;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>Opens the place of checkpoints.</summary>
internal static class CheckpointStores
{
    /// <summary>Opens the place that the settings name; nothing is read or created.</summary>
    /// <exception cref="SweepException">The variables that name the server of a bucket can't be used.</exception>
    // The checkpoints of a cluster are not read from here, so that its users need no bucket.
    public static ICheckpointStorage Open(CommandSettings settings) =>
        settings.Cluster is null && CheckpointPlace.IsBucket(settings.CheckpointRoot)
            ? OpenBucket(settings.CheckpointRoot)
            : new FolderCheckpointStorage(settings.CheckpointRoot);

    // A method of its own, so that Amazon's SDK is loaded only where it is needed.
    [MethodImpl(MethodImplOptions.NoInlining)]
    [SuppressMessage("Performance", "CA1859", Justification = "The caller would load the type that it returns.")]
    private static ICheckpointStorage OpenBucket(string place) => S3CheckpointStorage.Connect(place);
}
