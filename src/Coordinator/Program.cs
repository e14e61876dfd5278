using SweepCluster.Coordinator;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Views;

var error = Console.Error;
// The server's log is written there by other code.
Console.SetError(new TerminalWriter(error));
return await SweepRoot.RunAsync(args, ProcessHost.Create(error), Console.Out, error);
