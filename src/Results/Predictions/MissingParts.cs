using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Files;
using SweepCluster.Model.Trials;
using SweepCluster.Training.Trials;

namespace SweepCluster.Results.Predictions;

/// <summary>Messages of a server about the parts of a network that it doesn't find: what is missing, on which side, and which setting
/// leads to it.</summary>
internal static class MissingParts
{
    private const string NameCheckpoints = "name it with --checkpoints-at or SWEEP_CHECKPOINTS of ./sweep serve.";
    private const string NameData = "name it with --data or SWEEP_DATA of ./sweep serve.";

    /// <summary>Null: a checkpoint is there.</summary>
    /// <exception cref="SweepException">The server of a bucket does not answer, or refuses.</exception>
    public static string? FindCheckpoint(NetworkSources sources, TrialRecord trial, TrialLease lease)
    {
        var place = lease.CheckpointFolder ?? throw new ArgumentException("The lease names no checkpoint folder.", nameof(lease));
        var files = sources.Checkpoints.Open(place);
        if (files.Exists(TrialCheckpoints.Last) || files.Exists(TrialCheckpoints.Next))
            return null;
        var missing = $"The API server has no checkpoint of trial {trial.Trial} of {lease.SweepId}";
        if (trial.HasResult && !lease.Configuration.Checkpoints.Last)
            return $"{missing}: its spec keeps no weights of trials that have ended (`checkpoints: {{last: false}}`, or a range test).";
        var root = sources.Checkpoints.Place;
        var isBucket = CheckpointPlace.IsBucket(root);
        var isCluster = sources.Reader == SourceReader.ClusterServer;
        if (isCluster && !isBucket && !Directory.Exists(root))
        {
            return $"{missing}, for it has no folder {root}. Mount the folder to which the workers write checkpoints "
                + $"(Silo__Checkpoints) at the server, and {NameCheckpoints}";
        }

        if (!trial.HasResult)
            return $"{missing} in {place}. A trial without a finished result may not have written one.";
        return (isCluster, isBucket) switch
        {
            (true, true) => $"{missing} in {place}: it was deleted, or the workers write checkpoints to another place "
                + $"(Silo__Checkpoints). Let the server read that place: {NameCheckpoints}",
            (true, false) => $"{missing} in {place}: it was deleted, the server's user may not read it, or the workers write "
                + $"checkpoints to another folder (Silo__Checkpoints). Mount that folder at the server, and {NameCheckpoints}",
            (false, true) => $"{missing} in {place}. It was deleted, or the trial was trained with another place (--checkpoints-at).",
            (false, false) => $"{missing} in {place}. It was deleted, or the trial was trained with another home folder (--home).",
        };
    }

    /// <summary>The failure to load a data set, with the remedy where a file or folder is missing.</summary>
    public static SweepException DatasetFailure(NetworkSources sources, TrialLease lease, SweepException failure)
    {
        var dataset = lease.Configuration.Data.Dataset;
        var message = $"The API server can't load {dataset}, the data set of {lease.SweepId}: {failure.Message}";
        // It doesn't fit into memory, or it is not the one that the sweep was trained on.
        if (failure.Kind == SweepErrorKind.Environment)
            return new SweepException(message, failure.Kind, failure);
        var remedy = (FileDataset.TryParse(dataset) is null, sources.Reader) switch
        {
            (true, SourceReader.ClusterServer) =>
                $" Mount the folder of data sets that the workers read (Silo__Data) at the server, and {NameData}",
            (true, _) => $" If its files are in another folder of the server, {NameData}",
            (false, SourceReader.ClusterServer) => " Mount it at the server under the path that the workers have.",
            (false, _) => "",
        };
        return new MissingPartException(message + remedy, failure);
    }

    /// <summary>The failure to use a checkpoint that is there.</summary>
    public static SweepException CheckpointFailure(TrialLease lease, SweepException failure)
    {
        var message = $"The API server can't open trial {lease.Trial} of {lease.SweepId}: {failure.Message}";
        return failure.Kind == SweepErrorKind.Environment
            ? new SweepException(message, failure.Kind, failure)
            : new MissingPartException(message, failure);
    }
}
