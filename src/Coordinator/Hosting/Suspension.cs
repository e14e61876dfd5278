using System.Runtime.InteropServices;
using SweepCluster.Coordinator.Views;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>Ctrl-Z and <c>fg</c>: the display leaves the terminal in order before the process stops, and
/// is drawn again when it goes on.</summary>
internal sealed class Suspension : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    /// <param name="leave">Called before the process stops.</param>
    /// <param name="redraw">Called when it goes on.</param>
    public Suspension(Action leave, Action redraw)
    {
        // Windows has no such signals.
        _registrations = OperatingSystem.IsWindows() ? [] :
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
            {
                // The default reaction would come before the terminal is in order.
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
