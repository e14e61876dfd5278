using SweepCluster.Model.Configurations;
using SweepCluster.Training.Torch.Devices;
using SweepCluster.Training.Trials;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Trials;

/// <summary>The minibatches of K trials for one epoch. The order of the images is copied to the device once; trials with the same order
/// share it, and then the images are gathered once for all of them.</summary>
internal sealed class EpochFeed : IDisposable
{
    private readonly DeviceImages _images;
    private readonly Tensor _order;
    private readonly Tensor _factor;
    private readonly int _lanes;
    private readonly int _batch;

    public EpochFeed(TorchDevice device, DeviceImages images, IReadOnlyList<TorchLane> lanes, EpochSteps steps)
    {
        var configuration = lanes[0].Lease.Configuration;
        (_images, _lanes, _batch) = (images, lanes.Count, configuration.Batch);
        _factor = device.Constant((float)(1 / configuration.Data.Scale));
        var keys = lanes.Select(KeyOf).ToArray();
        var distinct = keys.Distinct().Count() == 1 ? 1 : lanes.Count;
        var order = new int[distinct * steps.Images];
        for (var row = 0; row < distinct; row++)
        {
            var (key, epoch) = keys[row];
            EpochOrder.Fill(order.AsSpan(row * steps.Images, steps.Images), key.Data.Split, key.Shuffle, key.Seed, key.SeedIndex, epoch);
        }

        using var scope = NewDisposeScope();
        _order = HostTensors.Create(order.AsSpan(), ScalarType.Int32, distinct, steps.Images).to(device.Device).MoveToOuterDisposeScope();
    }

    /// <summary>The batch of a step: images [K x rows x pixels], and [1 or K x rows] labels, one-hot too.</summary>
    /// <param name="step">Step within the epoch, from 0.</param>
    public (Tensor Images, Tensor OneHot, Tensor Labels) At(int step, int rows)
    {
        var chosen = _order.narrow(1, (long)step * _batch, rows).reshape(-1);
        var shared = _order.size(0);
        var labels = _images.Labels.index_select(0, chosen);
        return (
            _images.Pixels.index_select(0, chosen).to(ScalarType.Float32).mul_(_factor).view(shared, rows, _images.Width).expand(
                _lanes, -1, -1),
            _images.OneHot.index_select(0, labels).view(shared, rows, _images.Classes),
            labels.view(shared, rows));
    }

    public void Dispose() => _order.Dispose();

    private static (FeedKey Key, int Epoch) KeyOf(TorchLane lane)
    {
        var key = FeedKey.Create(lane.Lease.Configuration, lane.Lease.Seed, lane.Lease.SeedIndex);
        return (key, key.Shuffle ? lane.Course.State.Epoch : 0);
    }
}

/// <summary>How an epoch divides into steps.</summary>
/// <param name="Images">Number of training images without the held-out ones.</param>
internal readonly record struct EpochSteps(int Images, int Batch, bool DropRemainder)
{
    public static EpochSteps Create(TrialConfiguration configuration, int images) =>
        new(images - configuration.Data.Split.ValidationCount(images), configuration.Batch, configuration.DropRemainder);

    public int Count => DropRemainder ? Images / Batch : (Images + Batch - 1) / Batch;

    /// <summary>Number of images that an epoch trains on.</summary>
    public int Samples => DropRemainder ? Count * Batch : Images;

    /// <summary>Number of images of a step, counted from 0.</summary>
    public int Rows(int step) => Math.Min(Batch, Images - (step * Batch));
}
