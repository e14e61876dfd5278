using SweepCluster.Contracts.Ports;
using SweepCluster.Model;
using SweepCluster.Model.Predictions;
using SweepCluster.Model.Trials;

namespace SweepCluster.Results.Predictions;

/// <summary>The test images that the networks of several seeds get wrong.</summary>
/// <remarks>An image that every seed gets wrong is hard for this kind of network; one that only some seeds get wrong is wrong by their
/// luck.</remarks>
public sealed class ImageErrors
{
    private const int Chunk = 1000;

    private readonly int[] _labels;
    private readonly int[][] _predicted;

    /// <param name="classNames">By label.</param>
    /// <param name="testImages">Number of test images.</param>
    public ImageErrors(IReadOnlyList<string> classNames, int testImages)
    {
        (ClassNames, TestImages) = (classNames, testImages);
        _labels = new int[testImages];
        _predicted = [.. Enumerable.Range(0, testImages).Select(_ => new int[classNames.Count])];
    }

    /// <summary>The names of the classes, by label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of test images.</summary>
    public int TestImages { get; }

    /// <summary>Number of networks that were asked.</summary>
    public int Seeds { get; private set; }

    /// <summary>Asks the network of each trial about all test images.</summary>
    /// <param name="trials">At least one; finished trials of one configuration.</param>
    /// <exception cref="SweepException">The checkpoint of a trial or the data set is missing or can't be used.</exception>
    public static async Task<ImageErrors> ReadAsync(
        INetworkReader networks, SweepRecord sweep, IReadOnlyList<TrialRecord> trials, CancellationToken cancellation)
    {
        ImageErrors? errors = null;
        foreach (var trial in trials)
        {
            using var network = await networks.OpenAsync(sweep, trial, cancellation);
            errors ??= new(network.Facts.ClassNames, network.Facts.TestImages);
            var answers = new List<NetworkAnswer>(errors.TestImages);
            foreach (var some in Enumerable.Range(0, errors.TestImages).Chunk(Chunk))
                answers.AddRange(await network.QueryAsync([.. some.Select(image => new AskedImage(image))], explains: false, cancellation));
            errors.Add(answers);
        }

        return errors ?? throw new ArgumentException("There are no trials.", nameof(trials));
    }

    /// <summary>Adds the answers of one network to all test images, in their order.</summary>
    public void Add(IReadOnlyList<NetworkAnswer> answers)
    {
        if (answers.Count != TestImages)
            throw new ArgumentException($"There are {answers.Count} answers to {TestImages} images.", nameof(answers));
        Seeds++;
        for (var image = 0; image < TestImages; image++)
        {
            _labels[image] = answers[image].Label!.Value;
            _predicted[image][Array.IndexOf(answers[image].Probabilities, answers[image].Probabilities.Max())]++;
        }
    }

    /// <summary>The images that at least one seed gets wrong: first those that most seeds do, then by number.</summary>
    public IReadOnlyList<ImageError> All =>
    [
        .. Enumerable.Range(0, TestImages)
            .Select(image => new ImageError(image, _labels[image], WrongClass(image), Seeds - _predicted[image][_labels[image]]))
            .Where(error => error.WrongSeeds > 0)
            .OrderByDescending(error => error.WrongSeeds)
            .ThenBy(error => error.Image),
    ];

    /// <summary>The pairs of a class and the class that its images are taken for, those with the most images first.</summary>
    public IReadOnlyList<ErrorPair> Pairs =>
    [
        .. All.GroupBy(error => (error.Label, error.Predicted))
            .Select(pair => new ErrorPair(
                ClassNames[pair.Key.Label], ClassNames[pair.Key.Predicted],
                [.. pair.Where(error => error.WrongSeeds == Seeds).Select(error => error.Image)],
                pair.Count(error => error.WrongSeeds < Seeds)))
            .OrderByDescending(pair => pair.Always.Count)
            .ThenByDescending(pair => pair.Sometimes),
    ];

    // The wrong class that the largest number of seeds predicts; of several such classes the first one.
    private int WrongClass(int image) => Enumerable.Range(0, ClassNames.Count).Where(label => label != _labels[image])
        .MaxBy(label => _predicted[image][label]);
}

/// <summary>A test image that some seeds get wrong.</summary>
/// <param name="Image">Its number, from 0.</param>
/// <param name="Label">Its class.</param>
/// <param name="Predicted">The wrong class that most seeds take it for.</param>
/// <param name="WrongSeeds">Number of seeds that get it wrong.</param>
public sealed record ImageError(int Image, int Label, int Predicted, int WrongSeeds);

/// <summary>Images of one class that are taken for another one.</summary>
/// <param name="Class">Name of the true class.</param>
/// <param name="TakenFor">Name of the other class.</param>
/// <param name="Always">Numbers of the images that every seed gets wrong.</param>
/// <param name="Sometimes">Number of the images that only some seeds get wrong.</param>
public sealed record ErrorPair(string Class, string TakenFor, IReadOnlyList<int> Always, int Sometimes);
