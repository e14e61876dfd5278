using System.Net;
using System.Net.Sockets;

namespace SweepCluster.Api.Limits;

/// <summary>The group of addresses that share a limit: an IPv4 address; for IPv6 the network of 64 bits, because one machine may use all
/// its addresses.</summary>
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
