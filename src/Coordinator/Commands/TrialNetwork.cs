using System.Globalization;
using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Sweeps.Running;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Explanations;

namespace SweepCluster.Coordinator.Commands;

/// <summary>The network of a trial, from its checkpoint, and the data set that it knows.</summary>
internal sealed class TrialNetwork : IDisposable
{
    private readonly DatasetLibrary _library;
    private readonly Predictor _predictor;
    private readonly TrialLease _lease;

    private TrialNetwork(DatasetLibrary library, Dataset dataset, Predictor predictor, TrialLease lease)
    {
        (_library, Dataset, _predictor, _lease) = (library, dataset, predictor, lease);
    }

    public Dataset Dataset { get; }

    public TrialLease Lease => _lease;

    /// <summary>Finished epochs that the weights come from.</summary>
    public int Epochs => _predictor.Epochs;

    /// <param name="verb">Who asks.</param>
    /// <exception cref="SweepException">There is no such trial, no checkpoint of it, or no data set.</exception>
    public static async Task<TrialNetwork> OpenAsync(CommandScope scope, string verb, string id, long number)
    {
        if (scope.Settings.Cluster is { } cluster)
            throw new SweepException(
                $"{verb} reads a checkpoint, and those of {cluster} lie on its machine. Run it there, without --cluster.");
        var sweep = await scope.FindAsync(id);
        var trial = await scope.Store.FindTrialAsync(sweep.Id, number, scope.Cancellation)
            ?? throw NotRecorded.Trial(sweep.Id, number, "--trial");
        var lease = new TrialDescription(Sweep.Read(sweep).Spec, sweep.Id, scope.Settings.CheckpointRoot).Describe(trial, sweep);
        using var checkpoints = CheckpointStores.Open(scope.Settings);
        var library = new DatasetLibrary(DatasetFolders.Find(scope.Settings.Data ?? sweep.DataFolder));
        try
        {
            var dataset = library.Load(lease.Configuration.Data.Dataset, lease.Data, scope.Cancellation);
            return new(library, dataset, Predictor.Open(lease, dataset, checkpoints.Open), lease);
        }
        catch
        {
            library.Dispose();
            throw;
        }
    }

    /// <param name="image">The number of a test image, or a file.</param>
    /// <param name="invert">The file is dark on light.</param>
    public AskedImage Image(string image, bool invert)
    {
        var data = _lease.Configuration.Data;
        if (!int.TryParse(image, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            if (Dataset.Test.Channels > 1)
            {
                throw new SweepException(
                    $"--image: {Dataset.Name} has images with {Dataset.Test.Channels} channels, and picture files are read in grey. "
                    + $"Give the number of a test image, 0 to {Dataset.Test.Count - 1}.");
            }

            var picture = ImageFile.Read(image, Dataset.Test.Rows, Dataset.Test.Columns, Dataset.Test.Classes, invert);
            return new(picture.Images, 0, data.Scale, null, IsOwned: true, picture.Treatment);
        }

        return index < Dataset.Test.Count
            ? new(Dataset.Test, index, data.TestScale, Dataset.Test.AllLabels[index], IsOwned: false)
            : throw new SweepException(
                $"--image: {Dataset.Name} has no test image {index}. Its test images are 0 to {Dataset.Test.Count - 1}.");
    }

    /// <summary>The trainer's own probabilities, by class.</summary>
    public float[] Predict(AskedImage image) => _predictor.Predict(image.Images, image.Index, 1, image.Scale);

    public Explanation Explain(AskedImage image) => _predictor.Explain(image.Images, image.Index, image.Scale);

    public void Dispose()
    {
        _predictor.Dispose();
        _library.Dispose();
    }
}

/// <summary>An image that a network is asked about.</summary>
/// <param name="Scale">Its pixels are divided by this.</param>
/// <param name="Label">Of a test image.</param>
/// <param name="IsOwned">Whether the images go with it.</param>
/// <param name="Treatment">What was done to a picture of the user's, in whole sentences; null for a test image.</param>
internal sealed record AskedImage(
    ImageSet Images, int Index, double Scale, int? Label, bool IsOwned, string? Treatment = null) : IDisposable
{
    public void Dispose()
    {
        if (IsOwned)
            Images.Dispose();
    }
}
