using System.Globalization;
using SweepCluster.Model;

namespace SweepCluster.Client.Orleans;

/// <summary>Where the silos of a cluster are.</summary>
/// <param name="Gateway">The gateway port of a silo on this machine; null: the silos are found in the database's membership.</param>
/// <param name="ClusterId">The common id of the silos; null: the one in <c>SWEEP_CLUSTER_ID</c>, else the default.</param>
public sealed record SilosPlace(int? Gateway, string? ClusterId = null)
{
    /// <exception cref="SweepException">The text is neither <c>localhost[:PORT]</c> nor <c>postgres</c>.</exception>
    public static SilosPlace Parse(string text)
    {
        if (text == "postgres")
            return new SilosPlace((int?)null);
        var parts = text.Split(':');
        if (parts[0] == "localhost" && parts.Length == 1)
            return new(30000);
        if (parts[0] == "localhost" && parts.Length == 2
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536)
            return new(port);
        throw new SweepException(
            $"--silos: '{text}' is not known. Give localhost, localhost:GATEWAYPORT, or postgres (with --postgres CONNECTION).");
    }
}
