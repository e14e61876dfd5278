using SweepCluster.Contracts.Ports;
using SweepCluster.Coordinator.Views;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>The environment of commands: the program passes the real one, tests pass their own.</summary>
internal sealed record CommandHost
{
    public required TimeProvider Time { get; init; }

    public required Terminal Terminal { get; init; }

    /// <summary>Opens the results store of the home folder.</summary>
    public required Func<CommandSettings, IResultReader> OpenStore { get; init; }

    /// <summary>Creates the runtime that runs sweeps on this machine.</summary>
    public required Func<CommandSettings, IResultReader, ISweepRuntime> OpenRuntime { get; init; }

    /// <summary>Opens the trainer of this machine, to measure how fast it is. Null: nothing is measured.</summary>
    public Func<CommandSettings, OpenedTrainer>? OpenTrainer { get; init; }

    /// <summary>Asks the user a question that is answered by yes or no; true for yes. Null: there is no terminal to ask at.</summary>
    public Func<string, bool>? Confirm { get; init; }

    /// <summary>Opens what makes the connections of notifications. Redirects are not followed, because they could leave the address that
    /// the user named.</summary>
    public Func<HttpMessageHandler> OpenHttp { get; init; } = () => new SocketsHttpHandler { AllowAutoRedirect = false };

    /// <summary>Starts listening for Ctrl-C, SIGTERM and SIGHUP; a second Ctrl-C or SIGTERM ends the process.</summary>
    public required Func<IInterruption> Listen { get; init; }

    /// <summary>Starts listening for Ctrl-Z, which calls the first action before the process stops, and for its continuation, which calls
    /// the second. Null: such signals keep their default reaction.</summary>
    public Func<Action, Action, IDisposable>? WatchSuspension { get; init; }
}

/// <summary>Observes a user's request to stop, until disposed.</summary>
internal interface IInterruption : IDisposable
{
    CancellationToken Requested { get; }
}
