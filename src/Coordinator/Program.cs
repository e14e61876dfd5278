using System.CommandLine;
using SweepCluster.Contracts;
using SweepCluster.Coordinator;
using SweepCluster.Coordinator.Commands;

var root = new RootCommand("Hyperparameter sweeps of dense networks: the same bits from the same spec on any machine.")
{
    ValidateCommand.Create(),
    SchemaCommand.Create(),
};
var parsed = root.Parse(args);
var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
try
{
    var code = parsed.Invoke(configuration);
    return parsed.Errors.Count > 0 ? ExitCodes.BadInput : code;
}
catch (SweepException mistake)
{
    Console.Error.WriteLine(mistake.Message);
    return mistake.Kind == SweepErrorKind.Input ? ExitCodes.BadInput : ExitCodes.InternalError;
}
