using System.Runtime.InteropServices;
using SweepCluster.Coordinator.Views;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>Handles Ctrl-Z and <c>fg</c>: the display restores the terminal before the process stops, and is drawn again when the process
/// continues.</summary>
internal sealed class Suspension : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="leave">Called before the process stops.</param>
    /// <param name="redraw">Called when the process continues.</param>
    public Suspension(Action leave, Action redraw)
    {
        // Windows has no such signals.
        _registrations = OperatingSystem.IsWindows() ? [] :
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
            {
                // The default reaction would come before the terminal is restored.
                context.Cancel = true;
                leave();
                PosixCalls.StopProcess();
            }),
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => redraw()),
        ];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }
}
