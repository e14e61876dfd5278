using System.IO.Compression;
using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Training.Data.Npz;

/// <summary>A NumPy archive, stored or deflated: a ZIP file with one NPY file per array. Every error in it is a
/// <see cref="SweepException"/> that names the file.</summary>
internal sealed class NpzFile : IDisposable
{
    // Deflate packs at most 1032 to one: an array that claims more would only cause a useless allocation.
    private const long MaxRatio = 1040;
    private const int Chunk = 1 << 17;

    private readonly FileStream _file;
    private readonly ZipArchive _archive;
    private readonly string _path;

    private NpzFile(FileStream file, ZipArchive archive, string path) => (_file, _archive, _path) = (file, archive, path);

    public static NpzFile Open(string path)
    {
        var file = RegularFile.Open(path);
        try
        {
            return new(file, Guarded(path, () => new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true)), path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The name of the array in messages.</summary>
    public string Describe(string array) => $"{_path}: {array}";

    public NpyHeader ReadHeader(string array) => Guarded(_path, () =>
    {
        using var stream = Find(array).Open();
        return NpyHeader.Read(stream, Describe(array));
    });

    /// <exception cref="SweepException">The file is too short for the numbers that the header of the array promises.</exception>
    public void RequireBody(string array) => Guarded(_path, () =>
    {
        var entry = Find(array);
        using var stream = entry.Open();
        return BodyLength(entry, NpyHeader.Read(stream, Describe(array)), array);
    });

    /// <summary>Reads all bytes of an array, in parts of at most <see cref="Chunk"/> whole numbers.</summary>
    public void ReadBytes(string array, Action<byte[], int> read, CancellationToken cancellation) => Guarded(_path, () =>
    {
        var entry = Find(array);
        using var stream = entry.Open();
        var header = NpyHeader.Read(stream, Describe(array));
        var rest = BodyLength(entry, header, array);
        var buffer = new byte[Chunk * header.Format.Bytes];
        while (rest > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var part = (int)Math.Min(rest, buffer.Length);
            stream.ReadExactly(buffer, 0, part);
            read(buffer, part);
            rest -= part;
        }

        if (stream.Read(buffer, 0, 1) > 0)
            throw new SweepException(
                $"{Describe(array)} continues after the numbers that its header promises. Save it again with numpy.savez.");
        return 0;
    });

    /// <summary>Reads an array as numbers.</summary>
    public void ReadNumbers(string array, Action<double[], int> read, CancellationToken cancellation)
    {
        var format = ReadHeader(array).Format;
        var numbers = new double[Chunk];
        ReadBytes(
            array,
            (bytes, length) =>
            {
                var count = length / format.Bytes;
                format.Convert(bytes, numbers.AsSpan(0, count));
                read(numbers, count);
            },
            cancellation);
    }

    public void Dispose()
    {
        _archive.Dispose();
        _file.Dispose();
    }

    private ZipArchiveEntry Find(string array) => _archive.GetEntry(array + ".npy") ?? throw new SweepException(
        $"{_path} holds no array {array}; it holds {Names()}. "
        + "Save all four: numpy.savez(FILE, x_train=..., y_train=..., x_test=..., y_test=...).");

    private string Names()
    {
        var names = _archive.Entries.Take(10).Select(entry => Path.ChangeExtension(entry.FullName, null)).ToArray();
        return names.Length == 0 ? "nothing" : string.Join(", ", names);
    }

    private long BodyLength(ZipArchiveEntry entry, NpyHeader header, string array)
    {
        var body = header.Count < 0 ? long.MaxValue : header.Count * header.Format.Bytes;
        return body <= entry.Length && body <= (entry.CompressedLength + 1) * MaxRatio
            ? body
            : throw new SweepException($"{Describe(array)} promises more numbers than the file holds: it is truncated or damaged. "
                + "Save it again with numpy.savez.");
    }

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new SweepException(
                $"{path} is not a whole .npz file ({error.Message.ReplaceLineEndings(" ")}). Save it again with numpy.savez.",
                inner: error);
        }
        catch (IOException error)
        {
            throw new SweepException($"{path} can't be read: {error.Message}", SweepErrorKind.Environment, error);
        }
    }
}
