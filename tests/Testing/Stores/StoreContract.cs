using SweepCluster.Contracts.Ports;

namespace SweepCluster.Testing.Stores;

/// <summary>A store that is opened for each test; each backend derives its tests from the contracts that derive from this.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected IResultStore Store { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Store = Open();
        return ValueTask.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Store.DisposeAsync();
    }

    /// <summary>Opens the store of this test, as another process would.</summary>
    protected abstract IResultStore Open();
}
