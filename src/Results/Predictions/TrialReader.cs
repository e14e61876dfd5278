using SweepCluster.Model;
using SweepCluster.Model.Trials;
using SweepCluster.Results.Sweeps;
using SweepCluster.Sweeps.Running;
using SweepCluster.Sweeps.Search;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Results.Predictions;

/// <summary>Lets a trial's network look at images of its data set.</summary>
/// <param name="checkpoints">Stay the caller's.</param>
/// <param name="cluster">Where the sweep ran, with its checkpoints; null: on this machine.</param>
public sealed class TrialReader(Sweep sweep, string? dataFolder, ICheckpointStorage checkpoints, string? cluster)
{
    private const int Examples = 25;
    private const int Predictions = 15;
    private const int Chunk = 500;

    /// <summary>The trial, or why it can't be shown: its checkpoint or its data set isn't on this machine.</summary>
    public (TrialShowing? Showing, string Missing) Read(TrialRecord trial, CancellationToken cancellation)
    {
        if (cluster is not null)
            return (
                null, $"The checkpoints of {cluster} lie on its machine. Make the report there, without --cluster, to see predictions.");
        try
        {
            return (Show(trial, cancellation), "");
        }
        catch (SweepException missing)
        {
            return (null, missing.Message);
        }
    }

    private TrialShowing Show(TrialRecord trial, CancellationToken cancellation)
    {
        var lease = new TrialDescription(sweep.Spec, sweep.Id, checkpoints.Place).Describe(trial, sweep.Record);
        using var library = new DatasetLibrary(DatasetFolders.Find(dataFolder));
        var dataset = library.Load(lease.Configuration.Data.Dataset, lease.Data, cancellation);
        using var predictor = Predictor.Open(lease, dataset, checkpoints.Open);
        var confusion = new int[dataset.Test.Classes, dataset.Test.Classes];
        var shown = new List<Prediction>();
        for (var first = 0; first < dataset.Test.Count; first += Chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(Chunk, dataset.Test.Count - first);
            var probabilities = predictor.Predict(dataset.Test, first, count, lease.Configuration.Data.TestScale);
            for (var image = 0; image < count; image++)
            {
                var classes = probabilities.AsSpan(image * dataset.Test.Classes, dataset.Test.Classes);
                confusion[dataset.Test.AllLabels[first + image], IndexOfLargest(classes)]++;
                if (shown.Count < Predictions)
                    shown.Add(new(Picture(dataset.Test, first + image), classes.ToArray()));
            }
        }

        return new(
            trial, SweepConfigurations.FindCancellable(sweep.Spec, cancellation).VaryingSettings(trial.Configuration), predictor.Epochs,
            dataset.Name,
            dataset.Fingerprint, dataset.ClassNames,
            [.. Enumerable.Range(0, Math.Min(Examples, dataset.Train.Count)).Select(index => Picture(dataset.Train, index))],
            shown, confusion);
    }

    private static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (values[i] > values[largest])
                largest = i;
        }

        return largest;
    }

    private static LabelledImage Picture(ImageSet images, int index) =>
        new(GreyPng.Encode(images.GreyImage(index), images.Columns), images.AllLabels[index]);
}
