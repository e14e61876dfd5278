using System.Runtime.CompilerServices;

namespace SweepCluster.Training.Cpu.Lanes;

/// <summary>Elementary functions on lanes, with the same bits for every register width and machine, because they use only IEEE operations
/// with one rounding. NaN gives NaN. Polynomials: S. L. Moshier, Cephes mathematical library (expf, logf, tanhf, erff). The given errors
/// were measured against double precision over the whole range and are held by a test.</summary>
internal static class LaneMath
{
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    // Adding and subtracting it rounds to a whole number, which the sum holds in its low bits.
    private const float Shift = 12582912f;

    // Below this, e^x would leave the normal range.
    private const float ExpLow = -87f;
    private const float ExpHigh = 88f;

    private const float SqrtHalf = 0.70710678f;
    private const float InverseSqrtTwoPi = 0.39894228f;

    /// <summary>e^x within 1.1 ulp; 0 below -87, so that no result is subnormal; above 88 the value at 88.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : struct, ILanes<T>
    {
        var (polynomial, power) = ExpParts(x);
        return T.SelectLess(x, T.Create(ExpLow), T.Zero, T.FusedMultiplyAdd(polynomial, power, power));
    }

    /// <summary>e^x - 1 for x at most 0, within 1 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ExpMinusOne<T>(T x)
        where T : struct, ILanes<T>
    {
        var (polynomial, power) = ExpParts(x);
        return T.FusedMultiplyAdd(polynomial, power, power - T.Create(1));
    }

    /// <summary>The natural logarithm of a positive normal number, within 1 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Log<T>(T x)
        where T : struct, ILanes<T>
    {
        var f = T.Split(x, out var exponent) - T.Create(1);
        var square = f * f;
        var p = T.Create(7.0376836292e-2f);
        p = T.FusedMultiplyAdd(p, f, T.Create(-1.1514610310e-1f));
        p = T.FusedMultiplyAdd(p, f, T.Create(1.1676998740e-1f));
        p = T.FusedMultiplyAdd(p, f, T.Create(-1.2420140846e-1f));
        p = T.FusedMultiplyAdd(p, f, T.Create(1.4249322787e-1f));
        p = T.FusedMultiplyAdd(p, f, T.Create(-1.6668057665e-1f));
        p = T.FusedMultiplyAdd(p, f, T.Create(2.0000714765e-1f));
        p = T.FusedMultiplyAdd(p, f, T.Create(-2.4999993993e-1f));
        p = T.FusedMultiplyAdd(p, f, T.Create(3.3333331174e-1f));
        var tail = p * f * square;
        tail = T.FusedMultiplyAdd(exponent, T.Create(Ln2Low), tail);
        tail = T.FusedMultiplyAdd(square, T.Create(-0.5f), tail);
        return T.FusedMultiplyAdd(exponent, T.Create(Ln2High), f + tail);
    }

    /// <summary>tanh within 1.6 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : struct, ILanes<T>
    {
        var square = x * x;
        var p = T.Create(-5.70498872745e-3f);
        p = T.FusedMultiplyAdd(p, square, T.Create(2.06390887954e-2f));
        p = T.FusedMultiplyAdd(p, square, T.Create(-5.37397155531e-2f));
        p = T.FusedMultiplyAdd(p, square, T.Create(1.33314422036e-1f));
        p = T.FusedMultiplyAdd(p, square, T.Create(-3.33332819422e-1f));
        var near = T.FusedMultiplyAdd(p * square, x, x);
        var magnitude = T.Abs(x);
        var decay = Exp(T.Create(-2) * magnitude);
        var far = (T.Create(1) - decay) / (T.Create(1) + decay);
        return T.SelectLess(magnitude, T.Create(0.625f), near, T.SelectLess(x, T.Zero, -far, far));
    }

    /// <summary>1 / (1 + e^-x) within 2.2 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : struct, ILanes<T>
    {
        var decay = Exp(-T.Abs(x));
        return T.SelectLess(x, T.Zero, decay, T.Create(1)) / (T.Create(1) + decay);
    }

    /// <summary>log(1 + e^x) within 1.8 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Softplus<T>(T x)
        where T : struct, ILanes<T>
    {
        // log(1 + u) = log(y) - ((y - 1) - u) / y, which corrects the rounding of y = 1 + u.
        var u = Exp(-T.Abs(x));
        var y = T.Create(1) + u;
        var tail = Log(y) - (((y - T.Create(1)) - u) / y);
        return T.SelectLess(x, T.Zero, tail, x + tail);
    }

    /// <summary>The standard normal distribution function, within 1.2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T NormalDistribution<T>(T x)
        where T : struct, ILanes<T>
    {
        var z = x * T.Create(SqrtHalf);
        var square = z * z;
        var p = T.Create(7.853861353153693e-5f);
        p = T.FusedMultiplyAdd(p, square, T.Create(-8.010193625184903e-4f));
        p = T.FusedMultiplyAdd(p, square, T.Create(5.188327685732524e-3f));
        p = T.FusedMultiplyAdd(p, square, T.Create(-2.685381193529856e-2f));
        p = T.FusedMultiplyAdd(p, square, T.Create(1.128358514861418e-1f));
        p = T.FusedMultiplyAdd(p, square, T.Create(-3.761262582423300e-1f));
        p = T.FusedMultiplyAdd(p, square, T.Create(1.128379165726710f));
        var near = T.FusedMultiplyAdd(z * p, T.Create(0.5f), T.Create(0.5f));
        var magnitude = T.Abs(z);
        var upper = T.Create(0.5f) * ErrorFunctionComplement(T.SelectLess(magnitude, T.Create(1), T.Create(1), magnitude));
        var far = T.SelectLess(x, T.Zero, upper, T.Create(1) - upper);
        return T.SelectLess(magnitude, T.Create(1), near, far);
    }

    /// <summary>The standard normal density.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T NormalDensity<T>(T x)
        where T : struct, ILanes<T> => T.Create(InverseSqrtTwoPi) * Exp(T.Create(-0.5f) * x * x);

    // erfc(z) for z at least 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ErrorFunctionComplement<T>(T z)
        where T : struct, ILanes<T>
    {
        var q = T.Create(1) / z;
        var y = q * q;
        var near = T.Create(2.326819970068386e-2f);
        near = T.FusedMultiplyAdd(near, y, T.Create(-1.387039388740657e-1f));
        near = T.FusedMultiplyAdd(near, y, T.Create(3.687424674597105e-1f));
        near = T.FusedMultiplyAdd(near, y, T.Create(-5.824733027278666e-1f));
        near = T.FusedMultiplyAdd(near, y, T.Create(6.210004621745983e-1f));
        near = T.FusedMultiplyAdd(near, y, T.Create(-4.944515323274145e-1f));
        near = T.FusedMultiplyAdd(near, y, T.Create(3.404879937665872e-1f));
        near = T.FusedMultiplyAdd(near, y, T.Create(-2.741127028184656e-1f));
        near = T.FusedMultiplyAdd(near, y, T.Create(5.638259427386472e-1f));
        var far = T.Create(-1.047766399936249e+1f);
        far = T.FusedMultiplyAdd(far, y, T.Create(1.297719955372516e+1f));
        far = T.FusedMultiplyAdd(far, y, T.Create(-7.495518717768503f));
        far = T.FusedMultiplyAdd(far, y, T.Create(2.921019019210786f));
        far = T.FusedMultiplyAdd(far, y, T.Create(-1.015265279202700f));
        far = T.FusedMultiplyAdd(far, y, T.Create(4.218463358204948e-1f));
        far = T.FusedMultiplyAdd(far, y, T.Create(-2.820767439740514e-1f));
        far = T.FusedMultiplyAdd(far, y, T.Create(5.641895067754075e-1f));
        return Exp(-(z * z)) * q * T.SelectLess(z, T.Create(2), near, far);
    }

    // e^x = (1 + polynomial) * power, power = 2^round(x / ln 2).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T Polynomial, T Power) ExpParts<T>(T x)
        where T : struct, ILanes<T>
    {
        x = T.SelectLess(x, T.Create(ExpLow), T.Create(ExpLow), T.SelectLess(T.Create(ExpHigh), x, T.Create(ExpHigh), x));
        var shifted = T.FusedMultiplyAdd(x, T.Create(Log2E), T.Create(Shift));
        var n = shifted - T.Create(Shift);
        var r = T.FusedMultiplyAdd(n, T.Create(-Ln2High), x);
        r = T.FusedMultiplyAdd(n, T.Create(-Ln2Low), r);
        var p = T.Create(1.9875691500e-4f);
        p = T.FusedMultiplyAdd(p, r, T.Create(1.3981999507e-3f));
        p = T.FusedMultiplyAdd(p, r, T.Create(8.3334519073e-3f));
        p = T.FusedMultiplyAdd(p, r, T.Create(4.1665795894e-2f));
        p = T.FusedMultiplyAdd(p, r, T.Create(1.6666665459e-1f));
        p = T.FusedMultiplyAdd(p, r, T.Create(5.0000001201e-1f));
        return (T.FusedMultiplyAdd(p, r * r, r), T.PowerOfTwo(shifted));
    }
}
