using SweepCluster.Coordinator.Commands;

return await SweepRoot.RunAsync(args, ProcessHost.Create(), Console.Out, Console.Error);
