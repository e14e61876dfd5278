using MathNet.Numerics;
using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Training.Tests.Cpu;

/// <summary>The elementary functions against double precision, over every 1,999th float of their range.</summary>
public sealed unsafe class LaneMathTests
{
    private const int Stride = 1999;

    public static TheoryData<string, float, float, double> Functions() => new()
    {
        { "exp", -87f, 88f, 1.1 },
        { "exp minus one", -87f, 0f, 1 },
        { "log", 1.2e-38f, 3.3e38f, 1 },
        { "tanh", -20f, 20f, 1.6 },
        { "sigmoid", -87f, 80f, 2.2 },
        { "softplus", -87f, 1000f, 1.8 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_OverItsRange_IsWithinItsDocumentedError(string function, float low, float high, double ulps)
    {
        var (worst, at) = (0.0, 0f);
        foreach (var x in Floats(low, high))
        {
            var exact = Exact(function, x);
            var error = Math.Abs(Compute<Lanes256>(function, x) - exact) / Ulp(exact);
            if (!(error <= worst))
                (worst, at) = (error, x);
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{function}: at most {worst:F2} ulp, at {at:R}");
        worst.ShouldBeLessThanOrEqualTo(ulps, $"at {at:R}");
    }

    [Fact]
    public void NormalDistribution_OverItsRange_IsWithinItsDocumentedError()
    {
        foreach (var x in Floats(-13, 13))
        {
            var exact = 0.5 * SpecialFunctions.Erfc(-x / Math.Sqrt(2));
            if (!(Math.Abs(Compute<Lanes256>("normal", x) - exact) <= 1.2e-7))
                Assert.Fail($"{Compute<Lanes256>("normal", x):R} instead of {exact:R} at {x:R}.");
        }
    }

    [Theory]
    [InlineData("exp"), InlineData("exp minus one"), InlineData("log"), InlineData("tanh"), InlineData("sigmoid"), InlineData("softplus"),
        InlineData("normal")]
    public void Function_OnEveryRegisterWidth_GivesTheSameBits(string function)
    {
        foreach (var x in Floats(function == "log" ? 1e-30f : -100, 100))
        {
            var bits = BitConverter.SingleToInt32Bits(Compute<Lanes256>(function, x));
            if (bits != BitConverter.SingleToInt32Bits(Compute<Lanes128>(function, x))
                || bits != BitConverter.SingleToInt32Bits(Compute<Lanes512>(function, x)))
                Assert.Fail($"{function} differs at {x:R}.");
        }
    }

    [Theory]
    [InlineData("exp"), InlineData("exp minus one"), InlineData("tanh"), InlineData("sigmoid"), InlineData("softplus"),
        InlineData("normal")]
    public void Function_OfNaN_IsNaN(string function) => float.IsNaN(Compute<Lanes256>(function, float.NaN)).ShouldBeTrue();

    [Theory]
    [InlineData("exp", -1000f, 0f), InlineData("exp minus one", -1000f, -1f), InlineData("tanh", 1000f, 1f),
        InlineData("tanh", -1000f, -1f)]
    [InlineData("sigmoid", 1000f, 1f), InlineData("sigmoid", -1000f, 0f), InlineData("softplus", -1000f, 0f),
        InlineData("softplus", 1000f, 1000f)]
    [InlineData("normal", 1000f, 1f), InlineData("normal", -1000f, 0f)]
    public void Function_FarOut_IsItsLimit(string function, float x, float limit) => Compute<Lanes256>(function, x).ShouldBe(limit);

    private static float Compute<T>(string function, float x)
        where T : struct, ILanes<T>
    {
        var lanes = T.Create(x);
        var result = function switch
        {
            "exp" => LaneMath.Exp(lanes),
            "exp minus one" => LaneMath.ExpMinusOne(lanes),
            "log" => LaneMath.Log(lanes),
            "tanh" => LaneMath.Tanh(lanes),
            "sigmoid" => LaneMath.Sigmoid(lanes),
            "softplus" => LaneMath.Softplus(lanes),
            "normal" => LaneMath.NormalDistribution(lanes),
            _ => throw new ArgumentOutOfRangeException(nameof(function), function, "Unknown function."),
        };
        var stored = stackalloc float[16];
        result.Store(stored);
        return stored[0];
    }

    private static double Exact(string function, double x) => function switch
    {
        "exp" => Math.Exp(x),
        "exp minus one" => ExpMinusOne(x),
        "log" => Math.Log(x),
        "tanh" => Math.Tanh(x),
        "sigmoid" => 1 / (1 + Math.Exp(-x)),
        "softplus" => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x))),
        _ => throw new ArgumentOutOfRangeException(nameof(function), function, "Unknown function."),
    };

    // Taylor where the plain form would cancel.
    private static double ExpMinusOne(double x) =>
        Math.Abs(x) < 1e-3 ? x * (1 + (x / 2 * (1 + (x / 3 * (1 + (x / 4 * (1 + (x / 5)))))))) : Math.Exp(x) - 1;

    private static double LogOnePlus(double u) =>
        u < 1e-3 ? u * (1 - (u * (0.5 - (u * ((1.0 / 3) - (u * (0.25 - (u / 5)))))))) : Math.Log(1 + u);

    // The distance of floats at x, of normal numbers at least.
    private static double Ulp(double x) => Math.Max(1.17549435e-38, Math.Pow(2, Math.Floor(Math.Log2(Math.Abs(x))))) * Math.Pow(2, -23);

    private static IEnumerable<float> Floats(float low, float high)
    {
        for (var x = low; x <= high; x = Next(x))
            yield return x;
        yield return high;
    }

    // Every Stride-th float; from one side of zero to the other past the subnormal numbers.
    private static float Next(float x)
    {
        var bits = BitConverter.SingleToInt32Bits(x);
        var next = BitConverter.Int32BitsToSingle(bits < 0 ? bits - Stride : bits + Stride);
        return x < 0 && (bits & 0x7FFFFFFF) < 0x00800000 + Stride ? 1.17549435e-38f : next;
    }
}
