using SweepCluster.Model;
using SweepCluster.Model.Trials;

namespace SweepCluster.Contracts.Ports;

/// <summary>Runs sweeps: in this process, on a server or on a cluster.</summary>
public interface ISweepRuntime : IAsyncDisposable
{
    /// <summary>Submits, changes and follows sweeps.</summary>
    ISweepService Service { get; }

    /// <summary>Whether sweeps continue when this process ends.</summary>
    bool RunsElsewhere => false;

    /// <summary>What keeps this runtime from taking work now, in the words of a message without its full stop; null: nothing.</summary>
    string? Obstacle => null;

    /// <summary>Loads a data set before anything is recorded, so that a missing one is refused at once.</summary>
    /// <param name="folder">The folder given with <c>--data</c>, now or when the sweep was submitted.</param>
    /// <param name="pinned">The sweep's data set; null for a new sweep, or for one whose data set isn't pinned.</param>
    /// <returns>The data set as it is here; null where sweeps run elsewhere.</returns>
    /// <exception cref="SweepException">There is no such data set, or it is not the pinned one.</exception>
    DatasetPin? LoadData(string dataset, string? folder, DatasetPin? pinned, CancellationToken cancellation);

    /// <summary>Recorded results, with newer data that this runtime holds, such as the latest epochs of running trials.</summary>
    /// <param name="recorded">The reader of what is recorded; it is not disposed with the result.</param>
    IResultReader ReadThrough(IResultReader recorded) => recorded;

    /// <summary>The training slots, by name, and the trials on them.</summary>
    Task<IReadOnlyList<SlotStatus>> SlotsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<SlotStatus>>([]);
}
