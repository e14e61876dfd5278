namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads specs as <see cref="SpecReader"/> does, and caches the latest valid ones, so that the text of one sweep is read once and
/// not at each step of its submission and of each query. Thread-safe.</summary>
/// <remarks>A spec is immutable and follows from its text alone.</remarks>
public static class SpecCache
{
    private const int MaxSpecs = 256;

    // Maximum total size of the cached specs; the latest one is always kept.
    private const long MaxBytes = 1 << 27;

    // Estimate for each character of text with the values made of it, and for each random sample, which the searcher of a spec keeps.
    private const long BytesPerPart = 64;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, LinkedListNode<SweepSpec>> ByText = new(StringComparer.Ordinal);

    // The latest comes first.
    private static readonly LinkedList<SweepSpec> Latest = new();

    private static long _bytes;

    /// <summary>Reads a spec. The same text gives the same object while it is cached; an invalid one is read again each time.</summary>
    public static SpecReading Read(string yaml) => ReadCancellable(yaml, CancellationToken.None);

    /// <summary>Does the same for a text from elsewhere, whose reading may take seconds.</summary>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static SpecReading ReadCancellable(string yaml, CancellationToken cancellation)
    {
        if (Find(yaml) is { } known)
            return new(known, []);
        var reading = SpecReader.ReadCancellable(yaml, cancellation);
        return reading.Spec is { } spec ? new(Keep(spec), []) : reading;
    }

    /// <summary>Caches a spec that was read in another way; returns the cached one if there is one of the same text.</summary>
    public static SweepSpec Keep(SweepSpec spec)
    {
        lock (Gate)
        {
            if (ByText.TryGetValue(spec.Text, out var node))
                return node.Value;
            ByText.Add(spec.Text, Latest.AddFirst(spec));
            _bytes += BytesOf(spec);
            while (Latest.Count > 1 && (Latest.Count > MaxSpecs || _bytes > MaxBytes))
            {
                var last = Latest.Last!.Value;
                Latest.RemoveLast();
                ByText.Remove(last.Text);
                _bytes -= BytesOf(last);
            }

            return spec;
        }
    }

    private static SweepSpec? Find(string text)
    {
        lock (Gate)
        {
            if (!ByText.TryGetValue(text, out var node))
                return null;
            Latest.Remove(node);
            Latest.AddFirst(node);
            return node.Value;
        }
    }

    private static long BytesOf(SweepSpec spec) => BytesPerPart * (spec.Text.Length + spec.Search.Samples);
}
