namespace SweepCluster.Training.Data.Glyphs;

/// <summary>The shapes of the digits: cubic Bezier curves (x0 y0 x1 y1 x2 y2 x3 y3) in a box of 1 x 1, y downwards. A digit has one or more
/// variants.</summary>
internal static class GlyphStrokes
{
    public const int Classes = 10;
    public const int NumbersPerCurve = 8;

    // A quarter of an ellipse is, to 0.03 %, the Bezier curve with its inner points this far along the tangents.
    private const float Quarter = 0.5522848f;

    /// <summary>The variants of each digit.</summary>
    public static readonly float[][][] Digits =
    [
        [Ellipse(0.5f, 0.5f, 0.36f, 0.5f), Ellipse(0.5f, 0.5f, 0.27f, 0.5f)],
        [
            Line(0.5f, 0, 0.5f, 1),
            [.. Line(0.3f, 0.22f, 0.52f, 0), .. Line(0.52f, 0, 0.52f, 1)],
            [.. Line(0.3f, 0.22f, 0.52f, 0), .. Line(0.52f, 0, 0.52f, 1), .. Line(0.27f, 1, 0.77f, 1)],
        ],
        [
            [
                0.15f, 0.27f, 0.2f, -0.1f, 0.9f, -0.1f, 0.82f, 0.33f, 0.82f, 0.33f, 0.76f, 0.58f, 0.4f, 0.75f, 0.12f, 1,
                .. Line(0.12f, 1, 0.9f, 1),
            ],
            [
                0.17f, 0.22f, 0.25f, -0.1f, 0.86f, -0.1f, 0.8f, 0.3f, 0.8f, 0.3f, 0.72f, 0.68f, 0.4f, 1.02f, 0.2f, 0.98f,
                0.2f, 0.98f, 0.02f, 0.92f, 0.2f, 0.72f, 0.42f, 0.86f, 0.42f, 0.86f, 0.6f, 0.98f, 0.78f, 1.03f, 0.95f, 0.9f,
            ],
        ],
        [
            [
                0.15f, 0.14f, 0.45f, -0.12f, 1.0f, 0.02f, 0.79f, 0.32f, 0.79f, 0.32f, 0.72f, 0.43f, 0.58f, 0.47f, 0.4f, 0.47f,
                0.4f, 0.47f, 1.02f, 0.46f, 1.0f, 1.0f, 0.5f, 1.0f, 0.5f, 1.0f, 0.32f, 1.0f, 0.18f, 0.94f, 0.1f, 0.84f,
            ],
            [
                .. Line(0.15f, 0, 0.84f, 0), .. Line(0.84f, 0, 0.46f, 0.4f),
                0.46f, 0.4f, 1.0f, 0.4f, 1.0f, 1.02f, 0.48f, 1.0f, 0.48f, 1.0f, 0.32f, 1.0f, 0.18f, 0.95f, 0.12f, 0.86f,
            ],
        ],
        [
            [.. Line(0.64f, 0, 0.08f, 0.66f), .. Line(0.08f, 0.66f, 0.94f, 0.66f), .. Line(0.66f, 0.02f, 0.66f, 1)],
            [.. Line(0.22f, 0, 0.14f, 0.52f), .. Line(0.14f, 0.52f, 0.86f, 0.5f), .. Line(0.8f, 0.02f, 0.72f, 1)],
        ],
        [
            [
                .. Line(0.84f, 0, 0.26f, 0), .. Line(0.26f, 0, 0.2f, 0.44f),
                0.2f, 0.44f, 0.5f, 0.3f, 0.92f, 0.4f, 0.86f, 0.7f, 0.86f, 0.7f, 0.8f, 1.02f, 0.38f, 1.08f, 0.12f, 0.88f,
            ],
        ],
        [
            [0.74f, 0.02f, 0.42f, 0.1f, 0.16f, 0.4f, 0.16f, 0.7f, .. Ellipse(0.5f, 0.71f, 0.34f, 0.29f)],
            [0.58f, 0, 0.4f, 0.16f, 0.24f, 0.46f, 0.22f, 0.74f, .. Ellipse(0.5f, 0.76f, 0.28f, 0.24f)],
        ],
        [
            [.. Line(0.1f, 0, 0.88f, 0), 0.88f, 0, 0.7f, 0.32f, 0.5f, 0.62f, 0.42f, 1],
            [.. Line(0.1f, 0, 0.88f, 0), 0.88f, 0, 0.7f, 0.32f, 0.5f, 0.62f, 0.42f, 1, .. Line(0.36f, 0.5f, 0.82f, 0.5f)],
        ],
        [
            [.. Ellipse(0.5f, 0.24f, 0.27f, 0.24f), .. Ellipse(0.5f, 0.74f, 0.34f, 0.26f)],
            [
                0.78f, 0.12f, 0.5f, -0.14f, 0.1f, 0.12f, 0.34f, 0.38f, 0.34f, 0.38f, 0.5f, 0.52f, 0.84f, 0.6f, 0.8f, 0.82f,
                0.8f, 0.82f, 0.74f, 1.06f, 0.2f, 1.06f, 0.2f, 0.8f, 0.2f, 0.8f, 0.2f, 0.56f, 0.9f, 0.42f, 0.78f, 0.12f,
            ],
        ],
        [
            [.. Ellipse(0.48f, 0.29f, 0.33f, 0.29f), 0.81f, 0.29f, 0.82f, 0.6f, 0.72f, 0.86f, 0.5f, 1],
            [.. Ellipse(0.48f, 0.25f, 0.3f, 0.25f), .. Line(0.78f, 0.25f, 0.7f, 1)],
        ],
    ];

    private static float[] Line(float x0, float y0, float x1, float y1)
    {
        float dx = (x1 - x0) / 3, dy = (y1 - y0) / 3;
        return [x0, y0, x0 + dx, y0 + dy, x1 - dx, y1 - dy, x1, y1];
    }

    private static float[] Ellipse(float x, float y, float rx, float ry)
    {
        float kx = rx * Quarter, ky = ry * Quarter;
        return
        [
            x, y - ry, x + kx, y - ry, x + rx, y - ky, x + rx, y,
            x + rx, y, x + rx, y + ky, x + kx, y + ry, x, y + ry,
            x, y + ry, x - kx, y + ry, x - rx, y + ky, x - rx, y,
            x - rx, y, x - rx, y - ky, x - kx, y - ry, x, y - ry,
        ];
    }
}
