using System.Net.Sockets;

namespace SweepCluster.Silo.Configuration;

/// <summary>A silo that can't start because another program listens at one of its ports.</summary>
internal static class TakenPort
{
    /// <summary>The exit code, so that a process that chose the silo's ports can try other ones.</summary>
    public const int ExitCode = 4;

    /// <summary>Whether an exception at start-up, or its cause, is a port in use.</summary>
    public static bool IsCauseOf(Exception failure) => failure switch
    {
        SocketException socket => socket.SocketErrorCode == SocketError.AddressAlreadyInUse,
        AggregateException several => several.InnerExceptions.Any(IsCauseOf),
        _ => failure.InnerException is { } cause && IsCauseOf(cause),
    };

    /// <summary>A message for the user; the exceptions don't name the port.</summary>
    public static string Describe(SiloOptions options)
    {
        var ports = FormattableString.Invariant($"Silo:SiloPort ({options.SiloPort}), Silo:GatewayPort ({options.GatewayPort})");
        var http = options.Http.Length > 0 ? options.Http : "none";
        return $"another program listens at {ports} or Silo:Http ({http}). Give free ports, or end that program.";
    }
}
