using System.Runtime.InteropServices;

namespace SweepCluster.Training.Data;

/// <summary>Labelled images as bytes in native, 64-byte aligned memory: images are <see cref="Count"/> rows of
/// <see cref="Pixels"/> bytes without padding (row-major, channels of a pixel side by side, 0 is background), labels one byte each. Shared
/// by all trials and never written after construction.</summary>
public sealed unsafe class ImageSet : IDisposable
{
    // Gathering prefetches up to four images past the last.
    private const int SpareImages = 4;
    private const int SpareBytes = 64;

    private static long _allocatedBytes;

    private byte* _images;
    private byte* _labels;

    /// <param name="channels">Number of channels; 1 for grey.</param>
    public ImageSet(int count, int rows, int columns, int classes, int channels = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        (Count, Rows, Columns, Classes, Channels) = (count, rows, columns, classes, channels);
        _images = (byte*)NativeMemory.AlignedAlloc((nuint)(((long)count + SpareImages) * Pixels) + SpareBytes, 64);
        _labels = (byte*)NativeMemory.AlignedAlloc((nuint)count + SpareBytes, 64);
        Interlocked.Add(ref _allocatedBytes, MemoryBytes);
    }

    ~ImageSet() => Release();

    /// <summary>Size in memory of all image sets of this process that are not disposed, in bytes.</summary>
    internal static long AllocatedBytes => Interlocked.Read(ref _allocatedBytes);

    public int Count { get; }

    /// <summary>Size in memory, in bytes.</summary>
    public long MemoryBytes => Measure(Count, Pixels);

    /// <summary>Whether its memory is released.</summary>
    public bool IsDisposed => _images is null;

    public int Rows { get; }

    public int Columns { get; }

    public int Channels { get; }

    /// <summary>Number of values of an image, which are the inputs of a network.</summary>
    public int Pixels => Rows * Columns * Channels;

    public int Classes { get; }

    /// <summary>Size in memory of a number of images with their labels, in bytes.</summary>
    internal static long Measure(long count, int pixels) => ((count + SpareImages) * pixels) + count + (2 * SpareBytes);

    /// <summary>The first byte of image 0.</summary>
    public byte* Images => _images;

    /// <summary>The label of image 0; each label is below <see cref="Classes"/>.</summary>
    public byte* Labels => _labels;

    /// <summary>The pixels of one image, row-major.</summary>
    public Span<byte> Image(int index) => new(_images + ((long)Checked(index) * Pixels), Pixels);

    /// <summary>One image in grey, row-major: the mean over its channels.</summary>
    public byte[] GreyImage(int index)
    {
        var image = Image(index);
        var grey = new byte[Rows * Columns];
        for (var pixel = 0; pixel < grey.Length; pixel++)
        {
            var sum = 0;
            foreach (var channel in image.Slice(pixel * Channels, Channels))
                sum += channel;
            grey[pixel] = (byte)(sum / Channels);
        }

        return grey;
    }

    /// <summary>The pixels of consecutive images; at most 2 GiB.</summary>
    public Span<byte> ImageRange(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)first + count, Count, nameof(count));
        return new(_images + ((long)first * Pixels), checked(count * Pixels));
    }

    /// <summary>A range of pixels, regardless of where images begin and end.</summary>
    /// <param name="first">Index of the first pixel, counted over all images.</param>
    internal Span<byte> Bytes(long first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + count, (long)Count * Pixels, nameof(count));
        return new(_images + first, count);
    }

    public Span<byte> AllLabels => new(_labels, Count);

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    private int Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return index;
    }

    private void Release()
    {
        if (_images is null)
            return;
        // The second allocation may have failed, whose bytes were not added.
        if (_labels is not null)
            Interlocked.Add(ref _allocatedBytes, -MemoryBytes);
        NativeMemory.AlignedFree(_images);
        NativeMemory.AlignedFree(_labels);
        _images = _labels = null;
    }
}
