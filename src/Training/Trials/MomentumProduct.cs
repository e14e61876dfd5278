using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;

namespace SweepCluster.Training.Trials;

/// <summary>The product of Nadam's scheduled momenta. Steps come in order, or after a resume from anywhere.</summary>
public sealed class MomentumProduct(OptimizerSettings settings)
{
    private long _step;
    private double _product = 1;

    /// <summary>The momentum of a step, from 1.</summary>
    public static double Momentum(OptimizerSettings settings, long step)
    {
        var pace = settings.Convention == OptimizerConvention.PyTorch ? 0.004 : 1;
        return settings.Beta1 * (1 - (0.5 * DeterministicMath.Exp(step * pace * DeterministicMath.Log(0.96))));
    }

    /// <summary>The product of the momenta of steps 1 to <paramref name="step"/>, always multiplied in that order.</summary>
    public double UpTo(long step)
    {
        if (step < _step)
            (_step, _product) = (0, 1);
        while (_step < step)
            _product *= Momentum(settings, ++_step);
        return _product;
    }
}
