namespace SweepCluster.Model.Predictions;

/// <summary>An image that a network is asked about: one of the two is given.</summary>
/// <param name="Number">The index of a test image.</param>
/// <param name="Pixels">A picture, with the rows, columns and channels of the network's images, as <see cref="NetworkFacts"/> has them:
/// row-major bytes, channels of a pixel side by side, 0 is background.</param>
public sealed record AskedImage(int? Number = null, byte[]? Pixels = null);
