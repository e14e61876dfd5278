using System.Net;
using System.Net.Sockets;

namespace SweepCluster.Api.Limits;

/// <summary>What limits by address count together: an IPv4 address; of IPv6 the network of 64 bits, of which one machine may use every
/// address.</summary>
internal static class AddressGroup
{
    private const int Ipv6Bytes = 16;
    private const int NetworkBytes = 8;

    /// <summary>Text of the group; a dash for an unknown address.</summary>
    public static string Describe(IPAddress? address)
    {
        if (address is null)
            return "-";
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4().ToString();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address))
            return address.ToString();
        Span<byte> bytes = stackalloc byte[Ipv6Bytes];
        address.TryWriteBytes(bytes, out _);
        bytes[NetworkBytes..].Clear();
        return $"{new IPAddress(bytes)}/{8 * NetworkBytes}";
    }
}
