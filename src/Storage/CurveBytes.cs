using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SweepCluster.Model.Trials;

namespace SweepCluster.Storage;

/// <summary>The result of a range test in bytes, little-endian: flags (1: diverged, 2: has a limit of divergence), the
/// settings start, factor, end, divergence and smoothing as doubles, the number of steps as int32, then a loss and a
/// running mean per step as doubles.</summary>
internal static class CurveBytes
{
    private const int Header = 1 + (5 * sizeof(double)) + sizeof(int);
    private const byte HasDiverged = 1;
    private const byte HasDivergence = 2;

    public static byte[]? Write(RangeTestResult? result)
    {
        if (result is null)
            return null;
        var bytes = new byte[Header + (result.Losses.Count * 2 * sizeof(double))];
        var settings = result.Settings;
        bytes[0] = (byte)((result.Diverged ? HasDiverged : 0) | (settings.Divergence is null ? 0 : HasDivergence));
        double[] numbers = [settings.Start, settings.Factor, settings.End, settings.Divergence ?? 0, settings.Smoothing];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(1 + (i * sizeof(double))), numbers[i]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Header - sizeof(int)), result.Losses.Count);
        for (var step = 0; step < result.Losses.Count; step++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(Header + (step * 2 * sizeof(double))), result.Losses[step]);
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(Header + (((step * 2) + 1) * sizeof(double))), result.RunningMeans[step]);
        }

        return bytes;
    }

    public static RangeTestResult Read(ReadOnlySpan<byte> bytes)
    {
        var settings = new double[5];
        for (var i = 0; i < settings.Length; i++)
            settings[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(1 + (i * sizeof(double)))..]);
        var steps = BinaryPrimitives.ReadInt32LittleEndian(bytes[(Header - sizeof(int))..]);
        var (losses, means) = (new double[steps], new double[steps]);
        for (var step = 0; step < steps; step++)
        {
            losses[step] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(Header + (step * 2 * sizeof(double)))..]);
            means[step] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(Header + (((step * 2) + 1) * sizeof(double)))..]);
        }

        return new()
        {
            Settings = new(settings[0], settings[1], settings[2], (bytes[0] & HasDivergence) == 0 ? null : settings[3], settings[4]),
            Losses = new(ImmutableCollectionsMarshal.AsImmutableArray(losses)),
            RunningMeans = new(ImmutableCollectionsMarshal.AsImmutableArray(means)),
            Diverged = (bytes[0] & HasDiverged) != 0,
        };
    }
}
