using System.Runtime.CompilerServices;
using SweepCluster.Model.Numerics;

namespace SweepCluster.Training.Data.Glyphs;

/// <summary>Draws one synthetic digit. Single precision, only IEEE operations (and no fused ones), so that every machine draws
/// the same bytes. The two hot methods are compiled fully from their first call: a set is drawn once, at the start of a process.</summary>
internal static class GlyphPainter
{
    public const int Side = 28;
    private const int Pixels = Side * Side;
    private const int PointsPerCurve = 6;
    private const float Far = 1e6f;

    // Block indices per image: 0 label, 1 variant of the digit, 2 to 15 the warp, from 16 the noise (16 pixels a block).
    private const ulong BlocksPerImage = 128;
    private const ulong FirstWarp = 2;
    private const ulong FirstNoise = 16;

    /// <summary>Fills <paramref name="pixels"/> (28 x 28, row-major) with image <paramref name="index"/> and returns its label.</summary>
    [SkipLocalsInit]
    public static byte Paint(in Philox random, int index, Span<byte> pixels)
    {
        var first = (ulong)index * BlocksPerImage;
        var label = random.Below(first, GlyphStrokes.Classes);
        var ways = GlyphStrokes.Digits[label];
        var way = ways[random.Below(first + 1, ways.Length)];
        var warp = new GlyphWarp(random, first + FirstWarp);
        Span<float> squares = stackalloc float[Pixels];
        squares.Fill(Far);
        for (var curve = 0; curve < way.Length; curve += GlyphStrokes.NumbersPerCurve)
            Trace(way.AsSpan(curve, GlyphStrokes.NumbersPerCurve), warp, squares);
        Develop(squares, warp, random, first + FirstNoise, pixels);
        return (byte)label;
    }

    private static void Trace(ReadOnlySpan<float> curve, in GlyphWarp warp, Span<float> squares)
    {
        var reach = warp.Radius + warp.Softness;
        var (fromX, fromY) = warp.Map(curve[0], curve[1]);
        for (var step = 1; step <= PointsPerCurve; step++)
        {
            var t = (float)step / PointsPerCurve;
            var u = 1 - t;
            float c0 = u * u * u, c1 = 3 * u * u * t, c2 = 3 * u * t * t, c3 = t * t * t;
            var (toX, toY) = warp.Map(
                (c0 * curve[0]) + (c1 * curve[2]) + (c2 * curve[4]) + (c3 * curve[6]),
                (c0 * curve[1]) + (c1 * curve[3]) + (c2 * curve[5]) + (c3 * curve[7]));
            Segment(fromX, fromY, toX, toY, reach, squares);
            (fromX, fromY) = (toX, toY);
        }
    }

    /// <summary>Lowers <paramref name="squares"/>, the squared distances to the stroke, to the distances to this segment where it is
    /// nearer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Segment(float x0, float y0, float x1, float y1, float reach, Span<float> squares)
    {
        float dx = x1 - x0, dy = y1 - y0;
        var inverse = 1 / Math.Max((dx * dx) + (dy * dy), 1e-12f);
        var left = Math.Max(0, (int)(Math.Min(x0, x1) - reach));
        var right = Math.Min(Side - 1, (int)(Math.Max(x0, x1) + reach) + 1);
        var top = Math.Max(0, (int)(Math.Min(y0, y1) - reach));
        var bottom = Math.Min(Side - 1, (int)(Math.Max(y0, y1) + reach) + 1);
        for (var y = top; y <= bottom; y++)
        {
            var row = squares.Slice(y * Side, Side);
            for (var x = left; x <= right; x++)
            {
                float px = x - x0, py = y - y0;
                var along = Math.Min(1, Math.Max(0, ((px * dx) + (py * dy)) * inverse));
                float ex = px - (along * dx), ey = py - (along * dy);
                var square = (ex * ex) + (ey * ey);
                if (square < row[x])
                    row[x] = square;
            }
        }
    }

    /// <summary>Converts distances to bytes: full ink within the pen, fading over its edge along 3 s^2 - 2 s^3, with noise.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Develop(ReadOnlySpan<float> squares, in GlyphWarp warp, in Philox random, ulong firstNoise, Span<byte> pixels)
    {
        var outer = warp.Radius + warp.Softness;
        var slope = 1 / (2 * warp.Softness);
        var grain = warp.Grain / 128;
        Span<uint> words = stackalloc uint[4];
        for (var block = 0; block < Pixels / 16; block++)
        {
            (words[0], words[1], words[2], words[3]) = random.Block(firstNoise + (ulong)block);
            for (var i = 0; i < 16; i++)
            {
                var pixel = (block * 16) + i;
                var noise = grain * ((int)((words[i >> 2] >> (8 * (i & 3))) & 0xFF) - 128);
                var light = noise;
                if (squares[pixel] < outer * outer)
                {
                    var s = Math.Min(1, (outer - MathF.Sqrt(squares[pixel])) * slope);
                    light += warp.Ink * s * s * (3 - (2 * s));
                }

                pixels[pixel] = (byte)Math.Min(255, Math.Max(0, light));
            }
        }
    }
}
