namespace SweepCluster.Model.Predictions;

/// <summary>What a trial's network takes and answers: its images and its classes.</summary>
/// <param name="Dataset">As specs name it.</param>
/// <param name="ClassNames">By label.</param>
/// <param name="Rows">Height of an image in pixels.</param>
/// <param name="Columns">Width of an image in pixels.</param>
/// <param name="Channels">Bytes per pixel; 1: grey.</param>
/// <param name="TestImages">Number of test images.</param>
/// <param name="Epochs">Finished epochs that the weights come from.</param>
/// <param name="Scale">The pixels of pictures are divided by this.</param>
/// <param name="TestScale">The pixels of test images are divided by this.</param>
public sealed record NetworkFacts(
    string Dataset,
    IReadOnlyList<string> ClassNames,
    int Rows,
    int Columns,
    int Channels,
    int TestImages,
    int Epochs,
    double Scale,
    double TestScale);
