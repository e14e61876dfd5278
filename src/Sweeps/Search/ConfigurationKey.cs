using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>A key that is equal for equal configurations. 128 bits of a cryptographic hash, so that a million configurations take little
/// memory and no two different ones collide.</summary>
internal readonly record struct ConfigurationKey(ulong High, ulong Low, int Epochs)
{
    /// <summary>The key of a configuration with all defaults: cells that are written differently and train the same have the same
    /// key.</summary>
    /// <remarks>A rate that range tests have yet to find counts as one unknown number.</remarks>
    public static ConfigurationKey FromSettings(SweepSpec spec, EquatableArray<SettingAssignment> assignments)
    {
        var settled = spec with { Rates = [.. spec.Rates, new([], double.NaN)] };
        var configuration = ConfigurationResolver.Resolve(settled, assignments);
        var hash = ConfigurationHash.Compute(configuration);
        return new(Part(hash, 0), Part(hash, 16), configuration.Epochs);
    }

    /// <summary>The key of a configuration as it is written: cheaper, and sufficient if different assignments are different
    /// configurations.</summary>
    public static ConfigurationKey FromText(EquatableArray<SettingAssignment> assignments)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(", ", assignments)), hash);
        return new(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]), 0);
    }

    private static ulong Part(string hash, int from) =>
        ulong.Parse(hash.AsSpan(from, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
