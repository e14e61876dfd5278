using SweepCluster.Model.Configurations;

namespace SweepCluster.Training.Explanations;

/// <summary>The activation functions in double precision, written as they are defined; the trainer uses vectorised forms.</summary>
internal static class DoubleActivation
{
    private const double LeakySlope = 0.2;
    private const double SeluAlpha = 1.67326324;
    private const double SeluScale = 1.05070099;

    public static double Apply(Activation activation, double x) => activation switch
    {
        Activation.Linear => x,
        Activation.Relu => x > 0 ? x : 0,
        Activation.LeakyRelu => x > 0 ? x : LeakySlope * x,
        Activation.Elu => x > 0 ? x : ExpMinusOne(x),
        Activation.Selu => SeluScale * (x > 0 ? x : SeluAlpha * ExpMinusOne(x)),
        Activation.Gelu => x * NormalDistribution(x),
        // log(1 + e^x) without overflow.
        Activation.Softplus => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x))),
        Activation.Tanh => Math.Tanh(x),
        Activation.Sigmoid => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x)),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation."),
    };

    /// <summary>The derivative to about eight digits, by a central difference.</summary>
    public static double Slope(Activation activation, double x)
    {
        var step = 1e-5 * Math.Max(1, Math.Abs(x));
        return (Apply(activation, x + step) - Apply(activation, x - step)) / (2 * step);
    }

    /// <summary>Class probabilities of logits.</summary>
    public static double[] Softmax(ReadOnlySpan<double> logits)
    {
        var largest = double.NegativeInfinity;
        foreach (var logit in logits)
            largest = Math.Max(largest, logit);
        var powers = new double[logits.Length];
        var sum = 0.0;
        for (var i = 0; i < powers.Length; i++)
            sum += powers[i] = Math.Exp(logits[i] - largest);
        return Array.ConvertAll(powers, power => power / sum);
    }

    // Near 0 the difference of e^x and 1 loses its digits; twice the product of sinh and e^(x/2) does not.
    private static double ExpMinusOne(double x) => 2 * Math.Sinh(x / 2) * Math.Exp(x / 2);

    // Kahan's method: the rounding of 1 + x cancels.
    private static double LogOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }

    private static double NormalDistribution(double x) => 0.5 * (1 + Erf(x / Math.Sqrt(2)));

    /// <summary>2 / sqrt(pi) e^(-x^2) sum of 2^n x^(2n+1) / (2n+1)!! (Abramowitz and Stegun 7.1.6),
    /// whose terms all have one sign.</summary>
    internal static double Erf(double x)
    {
        // Beyond this, it is 1 in double precision.
        if (Math.Abs(x) > 6)
            return Math.Sign(x);
        var (term, sum) = (x, x);
        for (var n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
