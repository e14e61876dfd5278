using System.Runtime.InteropServices;
using SweepCluster.Coordinator.Views;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>Handles Ctrl-C, SIGTERM and SIGHUP: the first is a request to stop, a second Ctrl-C or SIGTERM ends the process at
/// once.</summary>
internal sealed class Interruption : IInterruption
{
    private const string ShowCursor = "\e[?25h";

    private readonly CancellationTokenSource _requested = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Terminal _terminal;

    public Interruption(Terminal terminal)
    {
        _terminal = terminal;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupt),
        ];
    }

    public CancellationToken Requested => _requested.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _requested.Dispose();
    }

    private void Interrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_requested.IsCancellationRequested)
        {
            // A closed terminal sends it more than once: it is the same request, and checkpoints are being written.
            if (context.Signal == PosixSignal.SIGHUP)
                return;
            if (_terminal.IsInteractive)
                Console.Out.WriteLine(ShowCursor);
            // The store survives a kill, so nothing needs to be cleaned up.
            Environment.Exit(ExitCodes.Interrupted);
        }

        _requested.Cancel();
    }
}
