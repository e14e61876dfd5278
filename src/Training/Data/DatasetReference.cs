namespace SweepCluster.Training.Data;

/// <summary>A use of a data set of a <see cref="DatasetCache"/>. Its images are valid until it is disposed: once no use of a data set is
/// left, its memory may be released.</summary>
public sealed class DatasetReference : IDisposable
{
    private Action? _release;

    internal DatasetReference(Dataset dataset, Action release) => (Dataset, _release) = (dataset, release);

    public Dataset Dataset { get; }

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
