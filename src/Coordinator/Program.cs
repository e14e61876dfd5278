using SweepCluster.Coordinator.Commands;
using SweepCluster.Coordinator.Rendering;

var error = Console.Error;
// The server's log writes there by itself.
Console.SetError(new TerminalWriter(error));
return await SweepRoot.RunAsync(args, ProcessHost.Create(error), Console.Out, error);
