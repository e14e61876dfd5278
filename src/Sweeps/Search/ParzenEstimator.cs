using SweepCluster.Model.Numerics;

namespace SweepCluster.Sweeps.Search;

/// <summary>A density over some axes: a mixture of one kernel for each observation and one for the prior; a kernel is a product over the
/// axes,
/// of a truncated normal distribution for a range and of a smoothed choice for a list.</summary>
/// <remarks>Watanabe, "Tree-structured Parzen estimator: understanding its algorithm components" (2023, arXiv 2304.11127); constants as in
/// Optuna 4.</remarks>
internal sealed class ParzenEstimator
{
    // Terms of this much less than the greatest one don't change the sum.
    private const double Negligible = 40;
    private const int MaxExact = 512;
    private const double HalfLogTwoPi = 0.91893853320467274178;

    private readonly IReadOnlyList<TpeAxis> _axes;
    private readonly double[] _weights;

    // By axis, then by kernel.
    private readonly double[][] _means;
    private readonly double[][] _deviations;
    private readonly double[][] _inverses;

    // By kernel: the logarithm of the weight and of what normalises the kernel.
    private readonly double[] _constants;
    private readonly double[] _terms;

    /// <param name="axes">The axes.</param>
    /// <param name="observations">By axis, then by observation in the order of their numbers.</param>
    /// <param name="isMultivariate">Whether the widths are those of axes that are estimated together.</param>
    public ParzenEstimator(IReadOnlyList<TpeAxis> axes, double[][] observations, bool isMultivariate)
    {
        var count = observations[0].Length;
        _axes = axes;
        _weights = ParzenKernels.Weights(count);
        _means = new double[axes.Count][];
        _deviations = new double[axes.Count][];
        _inverses = new double[axes.Count][];
        _constants = [.. _weights.Select(DeterministicMath.Log)];
        _terms = new double[count + 1];
        for (var a = 0; a < axes.Count; a++)
        {
            var axis = axes[a];
            // The prior's own mean is the middle of the range; of a list it has none.
            _means[a] = [.. observations[a], axis.IsList ? -1 : (axis.Low + axis.High) / 2];
            if (axis.IsList)
            {
                (_deviations[a], _inverses[a]) = ([], []);
                continue;
            }

            _deviations[a] = ParzenKernels.Deviations(observations[a], axis.Low, axis.High, isMultivariate ? axes.Count : 0);
            _inverses[a] = Array.ConvertAll(_deviations[a], deviation => 1 / deviation);
            Normalize(a, isMultivariate && count > MaxExact);
        }
    }

    /// <summary>Weights of the kernels.</summary>
    internal IReadOnlyList<double> KernelWeights => _weights;

    /// <summary>Standard deviations of the kernels of an axis.</summary>
    internal IReadOnlyList<double> KernelDeviations(int axis) => _deviations[axis];

    /// <summary>A random point.</summary>
    /// <param name="random">A uniform number from 0 to below 1 for the choice of a kernel, at -1, and for each axis.</param>
    public double[] Sample(Func<int, double> random)
    {
        var kernel = Choose(_weights.Length, random(-1), i => _weights[i]);
        var point = new double[_axes.Count];
        for (var a = 0; a < point.Length; a++)
        {
            var axis = _axes[a];
            if (axis.IsList)
            {
                var chosen = kernel;
                point[a] = Choose(axis.Count, random(a), value => DeterministicMath.Exp(LogChoice(a, chosen, value)));
                continue;
            }

            var value = TruncatedNormal.Quantile(random(a), _means[a][kernel], _deviations[a][kernel], axis.Low, axis.High);
            point[a] = axis.Encode(axis.Decode(value));
        }

        return point;
    }

    /// <summary>The logarithm of the density at a point, up to a constant that is the same for all estimators over these axes.</summary>
    public double LogDensity(double[] point)
    {
        Array.Copy(_constants, _terms, _terms.Length);
        for (var a = 0; a < point.Length; a++)
        {
            if (_axes[a].IsList)
                AddChoice(a, (int)point[a]);
            else if (_axes[a].Step > 0)
                AddCell(a, point[a]);
            else
                KernelSums.SubtractHalfSquares(_terms, point[a], _means[a], _inverses[a]);
        }

        return KernelSums.LogSumExp(_terms, Negligible);
    }

    // Kernels that share a width are normalised by a function of their mean alone, which is interpolated where there are many of them.
    private void Normalize(int a, bool interpolates)
    {
        var (axis, means, deviations) = (_axes[a], _means[a], _deviations[a]);
        if (interpolates)
        {
            var width = deviations[0];
            var table = new SmoothTable(axis.Low, axis.High, mean => LogNormalizer(axis, mean, width));
            for (var i = 0; i < means.Length - 1; i++)
                _constants[i] -= table.At(means[i]);
            _constants[^1] -= LogNormalizer(axis, means[^1], deviations[^1]);
            return;
        }

        for (var i = 0; i < means.Length; i++)
            _constants[i] -= LogNormalizer(axis, means[i], deviations[i]);
    }

    private static double LogNormalizer(TpeAxis axis, double mean, double deviation) =>
        TruncatedNormal.LogMass((axis.Low - mean) / deviation, (axis.High - mean) / deviation)
        + (axis.Step > 0 ? 0 : DeterministicMath.Log(deviation) + HalfLogTwoPi);

    private void AddChoice(int a, int value)
    {
        var (hit, miss, prior) = (LogChoice(a, 0, (int)_means[a][0]), LogMiss(a), -DeterministicMath.Log(_axes[a].Count));
        for (var i = 0; i < _terms.Length - 1; i++)
            _terms[i] += _means[a][i] == value ? hit : miss;
        _terms[^1] += prior;
    }

    private double LogMiss(int a) => -DeterministicMath.Log(_terms.Length + _axes[a].Count);

    // An observation's kernel has the prior's even share, 1 / kernels for each value, and 1 for the observed value.
    private double LogChoice(int a, int kernel, int value)
    {
        var isPrior = kernel == _terms.Length - 1;
        return isPrior ? -DeterministicMath.Log(_axes[a].Count)
            : LogMiss(a) + (_means[a][kernel] == value ? DeterministicMath.Log(_terms.Length + 1) : 0);
    }

    private void AddCell(int a, double number)
    {
        var (low, high) = _axes[a].Cell(number);
        var known = new Dictionary<(double Mean, double Deviation), double>();
        for (var i = 0; i < _terms.Length; i++)
        {
            var (mean, deviation) = (_means[a][i], _deviations[a][i]);
            if (!known.TryGetValue((mean, deviation), out var mass))
                known.Add((mean, deviation), mass = TruncatedNormal.LogMass((low - mean) / deviation, (high - mean) / deviation));
            _terms[i] += mass;
        }
    }

    private static int Choose(int count, double uniform, Func<int, double> probability)
    {
        var i = 0;
        for (var below = probability(0); i < count - 1 && uniform >= below; below += probability(i))
            i++;
        return i;
    }
}
