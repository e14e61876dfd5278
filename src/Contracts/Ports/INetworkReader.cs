using SweepCluster.Model;
using SweepCluster.Model.Predictions;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>Reads the networks of trials from their checkpoints: on this machine, or on a server through its API.</summary>
public interface INetworkReader
{
    /// <summary>Opens the network of a trial, which then answers for images.</summary>
    /// <exception cref="SweepException">The checkpoint or the data set is missing or can't be used.</exception>
    Task<IOpenNetwork> OpenAsync(SweepRecord sweep, TrialRecord trial, CancellationToken cancellation);

    /// <summary>Runs the network of a trial over all test images of its data set.</summary>
    /// <exception cref="SweepException">The checkpoint or the data set is missing or can't be used.</exception>
    Task<NetworkShowing> ShowAsync(SweepRecord sweep, TrialRecord trial, CancellationToken cancellation);
}

/// <summary>The network of a trial, ready for questions.</summary>
public interface IOpenNetwork : IDisposable
{
    /// <summary>The images that it takes, and its classes.</summary>
    NetworkFacts Facts { get; }

    /// <summary>Asks the network about images.</summary>
    /// <param name="explains">Whether each prediction is computed by hand as well.</param>
    /// <returns>An answer for each image, in their order.</returns>
    /// <exception cref="SweepException">There is no such test image, or a picture has another size than the network's images.</exception>
    Task<IReadOnlyList<NetworkAnswer>> QueryAsync(IReadOnlyList<AskedImage> images, bool explains, CancellationToken cancellation);
}
