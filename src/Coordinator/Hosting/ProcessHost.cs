using SweepCluster.Client;
using SweepCluster.Coordinator.Views;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>Creates the environment of commands in the program: this process, its terminal and this machine's folders.</summary>
internal static class ProcessHost
{
    /// <param name="error">Standard error of this process.</param>
    public static CommandHost Create(TextWriter error)
    {
        var terminal = Terminal.OfProcess();
        return new()
        {
            Time = TimeProvider.System,
            Terminal = terminal,
            OpenStore = settings => settings.Cluster is { } cluster
                ? new RemoteResults(new(cluster, TimeProvider.System))
                : ResultStores.Open(settings),
            OpenRuntime = (settings, store) =>
            {
                if (store is not RemoteResults remote)
                    return new LocalRuntime(settings, ResultStores.Writable(store), TimeProvider.System, error, terminal);
                settings.RefuseLogFile();
                return new RemoteRuntime(remote.Client, TimeProvider.System);
            },
            OpenTrainer = settings => LocalRuntime.OpenTrainer(settings, TimeProvider.System),
            Confirm = terminal.IsScreen && !Console.IsInputRedirected ? question => Confirm(error, question) : null,
            Listen = () => new Interruption(terminal),
            WatchSuspension = (leave, redraw) => new Suspension(leave, redraw),
        };
    }
    private static bool Confirm(TextWriter error, string question)
    {
        error.Write($"{question} [y/N] ");
        error.Flush();
        return Console.ReadLine()?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
