using System.Collections.Concurrent;
using SweepCluster.Training.Data;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Devices;

/// <summary>Images and labels on a device, as bytes like in the data set.</summary>
internal sealed class DeviceImages : IDisposable
{
    // Copied in pieces, because a span is limited to 2 GiB.
    private const int PieceBytes = 1 << 28;

    public DeviceImages(TorchDevice device, ImageSet images)
    {
        using var scope = NewDisposeScope();
        (Classes, Width) = (images.Classes, images.Pixels);
        Pixels = empty(images.Count, images.Pixels, ScalarType.Byte, device.Device).DetachFromDisposeScope();
        var rows = Math.Max(1, PieceBytes / images.Pixels);
        for (var first = 0; first < images.Count; first += rows)
        {
            var count = Math.Min(rows, images.Count - first);
            using var piece = HostTensors.Create(images.ImageRange(first, count), ScalarType.Byte, count, images.Pixels);
            Pixels.narrow(0, first, count).copy_(piece);
        }

        Labels = HostTensors.Create(images.AllLabels, ScalarType.Byte, images.Count)
            .to(ScalarType.Int64)
            .to(device.Device)
            .DetachFromDisposeScope();
        OneHot = eye(images.Classes, images.Classes, ScalarType.Float32, device.Device).DetachFromDisposeScope();
    }

    public int Classes { get; }

    /// <summary>Number of pixels of an image.</summary>
    public int Width { get; }

    /// <summary>[images x pixels], bytes.</summary>
    public Tensor Pixels { get; }

    /// <summary>[images].</summary>
    public Tensor Labels { get; }

    /// <summary>[classes x classes], the unit matrix: row c is label c one-hot.</summary>
    public Tensor OneHot { get; }

    public void Dispose()
    {
        Pixels.Dispose();
        Labels.Dispose();
        OneHot.Dispose();
    }
}

/// <summary>The image sets of one device, each copied there once. A copy is released after its image set is disposed.</summary>
internal sealed class DeviceLibrary(TorchDevice device) : IDisposable
{
    private readonly ConcurrentDictionary<ImageSet, Lazy<DeviceImages>> _images = new();

    /// <param name="images">The images, which must not be disposed while the copy is used.</param>
    public DeviceImages Find(ImageSet images)
    {
        ReleaseUnused();
        return _images.GetOrAdd(images, set => new(() => new(device, set))).Value;
    }

    public void Dispose()
    {
        foreach (var images in _images.Values)
        {
            if (images.IsValueCreated)
                images.Value.Dispose();
        }

        _images.Clear();
    }

    // Image sets that are disposed are used by no trial.
    private void ReleaseUnused()
    {
        foreach (var images in _images.Keys.Where(set => set.IsDisposed))
        {
            if (_images.TryRemove(images, out var copy) && copy.IsValueCreated)
                copy.Value.Dispose();
        }
    }
}
