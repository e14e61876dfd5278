using System.Runtime.InteropServices;
using SweepCluster.Coordinator.Rendering;

namespace SweepCluster.Coordinator.Commands;

/// <summary>Ctrl-C and SIGTERM: the first is a wish to stop, the second ends the process at once.</summary>
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
            if (_terminal.IsInteractive)
                Console.Out.WriteLine(ShowCursor);
            // The store survives a kill; nothing is left to tidy up.
            Environment.Exit(ExitCodes.Interrupted);
        }

        _requested.Cancel();
    }
}
