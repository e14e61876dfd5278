using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Predictions;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;
using SweepCluster.Training.Trials;

namespace SweepCluster.Results.Predictions;

/// <summary>The network of a trial in this process, with its data set. Both are released with it.</summary>
internal sealed class LocalNetwork : IOpenNetwork
{
    private const int Examples = 25;
    private const int Predictions = 15;
    private const int Chunk = 500;

    private readonly DatasetLibrary _library;
    private readonly Dataset _dataset;
    private readonly Predictor _predictor;

    public LocalNetwork(DatasetLibrary library, Dataset dataset, Predictor predictor, DataSettings data)
    {
        (_library, _dataset, _predictor) = (library, dataset, predictor);
        Facts = new(
            dataset.Name, dataset.ClassNames, dataset.Test.Rows, dataset.Test.Columns, dataset.Test.Channels, dataset.Test.Count,
            predictor.Epochs, data.Scale, data.TestScale);
    }

    public NetworkFacts Facts { get; }

    /// <summary>A copy of the network's weights.</summary>
    public WeightSnapshot TakeWeights() => _predictor.TakeWeights();

    public Task<IReadOnlyList<NetworkAnswer>> QueryAsync(
        IReadOnlyList<AskedImage> images, bool explains, CancellationToken cancellation) => Task.Run<IReadOnlyList<NetworkAnswer>>(
        () =>
        {
            var answers = new List<NetworkAnswer>(images.Count);
            foreach (var image in images)
            {
                cancellation.ThrowIfCancellationRequested();
                answers.Add(Answer(image, explains));
            }

            return answers;
        },
        cancellation);

    /// <summary>Runs the network over all test images.</summary>
    public NetworkShowing Show(CancellationToken cancellation)
    {
        var test = _dataset.Test;
        var confusion = Enumerable.Range(0, test.Classes).Select(_ => new int[test.Classes]).ToArray();
        var shown = new List<Prediction>();
        for (var first = 0; first < test.Count; first += Chunk)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(Chunk, test.Count - first);
            var probabilities = _predictor.Predict(test, first, count, Facts.TestScale);
            for (var image = 0; image < count; image++)
            {
                var classes = probabilities.AsSpan(image * test.Classes, test.Classes);
                confusion[test.AllLabels[first + image]][IndexOfLargest(classes)]++;
                if (shown.Count < Predictions)
                    shown.Add(new(Picture(test, first + image), classes.ToArray()));
            }
        }

        return new(
            _dataset.Name, _dataset.Fingerprint, _predictor.Epochs, _dataset.ClassNames,
            [.. Enumerable.Range(0, Math.Min(Examples, _dataset.Train.Count)).Select(index => Picture(_dataset.Train, index))],
            shown, confusion);
    }

    public void Dispose()
    {
        _predictor.Dispose();
        _library.Dispose();
    }

    private NetworkAnswer Answer(AskedImage image, bool explains)
    {
        var test = _dataset.Test;
        switch (image)
        {
            case { Number: { } number, Pixels: null }:
                if (number < 0 || number >= test.Count)
                    throw new SweepException(
                        $"images: {_dataset.Name} has no test image {number}. Its test images are 0 to {test.Count - 1}.");
                return Answer(test, number, Facts.TestScale, test.AllLabels[number], explains);
            case { Number: null, Pixels: { } pixels }:
                if (pixels.Length != test.Pixels)
                    throw new SweepException(
                        $"images: a picture of {pixels.Length} bytes can't be used. Give {test.Pixels} bytes: "
                        + $"an image of {_dataset.Name} has {test.Rows} x {test.Columns} pixels of {test.Channels} bytes.");
                using (var picture = new ImageSet(1, test.Rows, test.Columns, test.Classes, test.Channels))
                {
                    pixels.CopyTo(picture.Image(0));
                    picture.AllLabels[0] = 0;
                    return Answer(picture, 0, Facts.Scale, label: null, explains);
                }

            default:
                throw new SweepException(
                    "images: an image has a number or pixels, and not both. Give the number of a test image, or the pixels of a picture.");
        }
    }

    private NetworkAnswer Answer(ImageSet images, int index, double scale, int? label, bool explains) => new(
        label, _predictor.Predict(images, index, 1, scale), explains ? _predictor.Explain(images, index, scale) : null);

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
