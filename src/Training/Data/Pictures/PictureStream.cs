namespace SweepCluster.Training.Data.Pictures;

/// <summary>The bytes of a picture; reading past their end is an error.</summary>
/// <remarks>The decoder replaces missing bytes by zeros, and can run endlessly in a file that is truncated or that claims a part longer
/// than the file. A few bytes beyond the end are allowed, because the decoder looks for the headers of all formats even in the shortest
/// file.</remarks>
internal sealed class PictureStream(byte[] file) : MemoryStream(file, writable: false)
{
    private const int MaxBeyond = 1024;

    private int _beyond;

    public override long Position
    {
        get => base.Position;
        set => base.Position = value <= Length ? value : throw Truncated();
    }

    public override int ReadByte()
    {
        var value = base.ReadByte();
        Count(value < 0 ? 1 : 0);
        return value;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = base.Read(buffer, offset, count);
        Count(count - read);
        return read;
    }

    public override int Read(Span<byte> buffer)
    {
        var read = base.Read(buffer);
        Count(buffer.Length - read);
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => Position,
            _ => Length,
        };
        return position <= Length ? base.Seek(offset, origin) : throw Truncated();
    }

    private static EndOfStreamException Truncated() => new("it is truncated");

    private void Count(int missing)
    {
        _beyond += missing;
        if (_beyond > MaxBeyond)
            throw Truncated();
    }
}
