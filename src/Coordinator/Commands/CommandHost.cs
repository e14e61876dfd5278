using SweepCluster.Contracts.Ports;
using SweepCluster.Contracts.Trials;
using SweepCluster.Coordinator.Embedded;
using SweepCluster.Coordinator.Rendering;
using SweepCluster.Coordinator.Wire;

namespace SweepCluster.Coordinator.Commands;

/// <summary>What verbs act on. The program gives them the real things, tests their own.</summary>
internal sealed record CommandHost
{
    public required TimeProvider Time { get; init; }

    public required Terminal Terminal { get; init; }

    /// <summary>Opens the results store of the home folder.</summary>
    public required Func<CommandSettings, IResultStore> OpenStore { get; init; }

    /// <summary>Makes what runs sweeps on this machine.</summary>
    public required Func<CommandSettings, IResultStore, ILocalRuntime> OpenRuntime { get; init; }

    /// <summary>Begins to listen for Ctrl-C, SIGTERM and SIGHUP; a second Ctrl-C or SIGTERM ends the process.</summary>
    public required Func<IInterruption> Listen { get; init; }

    /// <summary>Begins to listen for Ctrl-Z, which calls the first action before the process stops, and for its continuation, which calls the
    /// second. Null: such signals keep their default reaction.</summary>
    public Func<Action, Action, IDisposable>? WatchSuspension { get; init; }
}

/// <summary>A user's wish to stop, until disposed.</summary>
internal interface IInterruption : IDisposable
{
    CancellationToken Requested { get; }
}

/// <summary>Runs sweeps, in this process or elsewhere.</summary>
internal interface ILocalRuntime : IAsyncDisposable
{
    ISweepService Service { get; }

    /// <summary>Whether sweeps go on when this process ends.</summary>
    bool RunsElsewhere => false;

    /// <summary>What metrics are read from; null: sweeps run elsewhere.</summary>
    EmbeddedSweepService? Embedded => null;

    /// <summary>What the slots of this process train on.</summary>
    string Accelerator => "cpu";

    /// <summary>Loads a data set before anything is recorded, so that a missing one is refused at once.</summary>
    /// <param name="folder">The folder given with <c>--data</c>, now or when the sweep was submitted.</param>
    /// <param name="pinned">The sweep's data set; null: a new sweep, or one whose data set isn't pinned.</param>
    /// <returns>The data set as it is here; null where sweeps run elsewhere.</returns>
    /// <exception cref="Contracts.SweepException">There is no such data set, or it is not the pinned one.</exception>
    DatasetPin? LoadData(string dataset, string? folder, DatasetPin? pinned, CancellationToken cancellation);

    /// <summary>The training slots, by name, and what is on them.</summary>
    Task<IReadOnlyList<SlotMessage>> SlotsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<SlotMessage>>([]);
}
