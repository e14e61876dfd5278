using SweepCluster.Contracts.Ports;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>A trainer with what it uses, for work that records nothing.</summary>
/// <param name="owned">Disposed with the trainer, in this order.</param>
internal sealed class OpenedTrainer(ITrainer trainer, params IReadOnlyList<IDisposable> owned) : IDisposable
{
    public ITrainer Trainer => trainer;

    public void Dispose()
    {
        (trainer as IDisposable)?.Dispose();
        foreach (var resource in owned)
            resource.Dispose();
    }
}
