namespace SweepCluster.Training.Checkpoints;

/// <summary>A safetensors file that is about to be written, without a copy of its tensors: header, then elements. It can be read more
/// than once, as a client does that signs a file before it sends it, or sends it again.</summary>
/// <remarks>Once it is disposed, no element is read any more, not even by a transfer that was canceled and still runs: the memory of the
/// tensors may be released.</remarks>
internal sealed unsafe class SafetensorsStream : Stream
{
    private readonly object _gate = new();
    private readonly byte[] _header;
    private readonly TensorSource[] _tensors;
    private long _position;
    private bool _closed;

    /// <param name="header">The header with the length before it and the padding after it.</param>
    /// <param name="tensors">The tensors in the order of the file.</param>
    public SafetensorsStream(byte[] header, TensorSource[] tensors)
    {
        (_header, _tensors, Length) = (header, tensors, header.Length);
        foreach (var tensor in tensors)
            Length += tensor.Bytes;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            var read = Copy(buffer);
            _position += read;
            return read;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Read(buffer, offset, count));
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        SeekOrigin.End => Length + offset,
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "Unknown origin."),
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("The stream can only be read.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream can only be read.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_gate)
            _closed = true;
        base.Dispose(disposing);
    }

    private int Copy(Span<byte> buffer)
    {
        var read = 0;
        if (_position < _header.Length)
        {
            read = (int)Math.Min(buffer.Length, _header.Length - _position);
            _header.AsSpan((int)_position, read).CopyTo(buffer);
        }

        var start = (long)_header.Length;
        foreach (var tensor in _tensors)
        {
            var offset = _position + read - start;
            start += tensor.Bytes;
            if (read == buffer.Length || offset < 0 || offset >= tensor.Bytes)
                continue;
            var count = (int)Math.Min(buffer.Length - read, tensor.Bytes - offset);
            new ReadOnlySpan<byte>(tensor.Elements + offset, count).CopyTo(buffer[read..]);
            read += count;
        }

        return read;
    }
}
