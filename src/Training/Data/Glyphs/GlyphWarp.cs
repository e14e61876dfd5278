using SweepCluster.Model.Numerics;

namespace SweepCluster.Training.Data.Glyphs;

/// <summary>The random variation of one digit: the position of the unit box of <see cref="GlyphStrokes"/> on the 28x28 pixels, and the pen.
/// Every number is uniform in a range around the plain digit.</summary>
internal readonly struct GlyphWarp
{
    private readonly float _xx;
    private readonly float _xy;
    private readonly float _yx;
    private readonly float _yy;
    private readonly float _left;
    private readonly float _top;
    private readonly float _bendX;
    private readonly float _bendY;
    private readonly float _bowX;
    private readonly float _bowY;

    /// <param name="first">Index of the first of the 14 numbers of <paramref name="random"/> that are used.</param>
    public GlyphWarp(in Philox random, ulong first)
    {
        var width = Range(random, first, 10.5f, 18.5f);
        var height = Range(random, first + 1, 14.5f, 21.5f);
        var slant = Range(random, first + 2, -0.44f, 0.44f);

        // A rotation by 2 atan(t), which needs no sine.
        var t = Range(random, first + 3, -0.2f, 0.2f);
        var cosine = (1 - (t * t)) / (1 + (t * t));
        var sine = 2 * t / (1 + (t * t));
        _xx = cosine * width;
        _xy = ((cosine * -slant) - sine) * height;
        _yx = sine * width;
        _yy = ((sine * -slant) + cosine) * height;
        _left = Range(random, first + 4, 10.65f, 16.35f);
        _top = Range(random, first + 5, 11.15f, 15.85f);
        _bendX = Range(random, first + 6, -0.5f, 0.5f);
        _bendY = Range(random, first + 7, -0.4f, 0.4f);
        _bowX = Range(random, first + 8, -0.6f, 0.6f);
        _bowY = Range(random, first + 9, -0.4f, 0.4f);
        Radius = Range(random, first + 10, 0.55f, 1.6f);
        Softness = Range(random, first + 11, 0.45f, 1.1f);
        Ink = Range(random, first + 12, 165, 255);
        Grain = Range(random, first + 13, 0, 48);
    }

    /// <summary>Half the width of the pen, in pixels.</summary>
    public float Radius { get; }

    /// <summary>Half the width over which ink fades into paper: the blur.</summary>
    public float Softness { get; }

    /// <summary>Brightness of full ink, at most 255.</summary>
    public float Ink { get; }

    /// <summary>Amplitude of the uniform noise.</summary>
    public float Grain { get; }

    /// <summary>A point of the unit box in pixels.</summary>
    public (float X, float Y) Map(float x, float y)
    {
        x -= 0.5f;
        y -= 0.5f;
        var bentX = x + (_bendX * x * y) + (_bowX * ((y * y) - 0.1f));
        var bentY = y + (_bendY * x * y) + (_bowY * ((x * x) - 0.06f));
        return (_left + (_xx * bentX) + (_xy * bentY), _top + (_yx * bentX) + (_yy * bentY));
    }

    private static float Range(in Philox random, ulong index, float low, float high) =>
        low + ((high - low) * (float)random.Uniform(index));
}
