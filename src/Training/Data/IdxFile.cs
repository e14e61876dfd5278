using System.Buffers.Binary;
using System.IO.Compression;
using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Training.Data;

/// <summary>One file in the IDX format of MNIST, plain or gzip (recognised by its first bytes): a big-endian header, then the numbers.
/// Images are bytes and have three sizes; labels are of any type and have one size, or two if they are one-hot. Every error in it is a
/// <see cref="SweepException"/> that names the file.</summary>
internal sealed class IdxFile : IDisposable
{
    private const int Chunk = 1 << 20;
    private const int MaxSide = 16384;
    private const int MaxLabels = 100_000_000;

    // Deflate packs at most 1032 to one: a file that claims more would only cause a useless allocation.
    private const long MaxPacked = 1040;

    private readonly Stream _stream;
    private readonly long _length;
    private readonly bool _packed;

    private NumberFormat _format;
    private int _width;

    private IdxFile(string path, Stream stream, long length, bool packed) =>
        (Path, _stream, _length, _packed) = (path, stream, length, packed);

    public string Path { get; }

    public int Count { get; private set; }

    /// <summary>Height of the images; 0 for labels.</summary>
    public int Rows { get; private set; }

    /// <summary>Width of the images; 0 for labels.</summary>
    public int Columns { get; private set; }

    public static IdxFile OpenImages(string path) => Open(path, images: true);

    public static IdxFile OpenLabels(string path) => Open(path, images: false);

    /// <summary>Reads all pixels, which must end the file.</summary>
    public void ReadImages(ImageSet set, CancellationToken cancellation)
    {
        var perRead = Math.Max(1, Chunk / set.Pixels);
        for (var image = 0; image < Count; image += perRead)
        {
            cancellation.ThrowIfCancellationRequested();
            Fill(set.ImageRange(image, Math.Min(perRead, Count - image)));
        }

        RequireEnd();
    }

    /// <summary>Reads all labels, which must end the file.</summary>
    public LabelColumn ReadLabels()
    {
        var isPlain = _format.IsByte && _width == 0;
        var count = (long)Count * Math.Max(1, _width);
        DatasetMemory.Require(Path, count * (_format.Bytes + (isPlain ? 0 : sizeof(double))));
        var bytes = new byte[count * _format.Bytes];
        Fill(bytes);
        RequireEnd();
        if (isPlain)
            return new(Path, bytes);
        var numbers = new double[bytes.Length / _format.Bytes];
        _format.Convert(bytes, numbers);
        return LabelColumn.FromNumbers(Path, numbers, _width);
    }

    public void Dispose() => _stream.Dispose();

    private static IdxFile Open(string path, bool images)
    {
        FileStream? file = null;
        try
        {
            file = RegularFile.Open(path);
            var packed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            var idx = new IdxFile(path, packed ? new GZipStream(file, CompressionMode.Decompress) : file, file.Length, packed);
            idx.ReadHeader(images);
            return idx;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new SweepException($"{path} can't be read: {error.Message}", SweepErrorKind.Environment, error);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    private void ReadHeader(bool images)
    {
        var magic = new IdxMagic(ReadNumber());
        if ((images ? magic.ImageProblem() : magic.LabelProblem()) is { } problem)
            throw Wrong(problem);

        _format = magic.Format!.Value;
        Count = Size("images or labels", images ? int.MaxValue : MaxLabels);
        if (images)
            (Rows, Columns) = (Size("rows", MaxSide), Size("columns", MaxSide));
        else if (magic.Dimensions == 2)
            _width = Size("classes", LabelColumn.MaxClasses);

        var header = 4 + (4 * magic.Dimensions);
        var body = (long)Count * (images ? (long)Rows * Columns : (long)Math.Max(1, _width) * _format.Bytes);
        if (!_packed && _length != header + body)
            throw Wrong($"is {_length:N0} bytes long, but its header promises {header + body:N0}: "
                + $"it is {(_length < header + body ? "truncated" : "too long")}. {Again}");
        if (!images && body > Array.MaxLength)
            throw Wrong($"promises {body:N0} bytes of labels, more than can be read. Write them as one byte each.");
        if (_packed && body > _length * MaxPacked)
            throw Wrong($"promises {body:N0} bytes, more than {_length:N0} bytes of gzip can hold: it is truncated or damaged. {Again}");
    }

    private int Size(string what, int max)
    {
        var size = ReadNumber();
        return size is > 0 && size <= (uint)max
            ? (int)size
            : throw Wrong($"says that it holds {size:N0} {what}; 1 to {max:N0} are possible. It is damaged. {Again}");
    }

    private uint ReadNumber()
    {
        Span<byte> bytes = stackalloc byte[4];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private void Fill(Span<byte> bytes)
    {
        if (ReadSome(bytes) < bytes.Length)
            throw Wrong($"is truncated: it ends before all that its header promises. {Again}");
    }

    private void RequireEnd()
    {
        Span<byte> beyond = stackalloc byte[1];
        if (ReadSome(beyond) > 0)
            throw Wrong($"continues after the {Count:N0} entries that its header promises. {Again}");
    }

    private int ReadSome(Span<byte> bytes)
    {
        try
        {
            return _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            throw Wrong($"is not a whole gzip file. {Again}", error);
        }
        catch (IOException error)
        {
            throw new SweepException($"{Path} can't be read: {error.Message}", SweepErrorKind.Environment, error);
        }
    }

    private const string Again = "Fetch or write it again.";

    private SweepException Wrong(string what, Exception? inner = null) => new($"{Path} {what}", inner: inner);
}
