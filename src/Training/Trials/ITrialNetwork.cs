using SweepCluster.Training.Data;

namespace SweepCluster.Training.Trials;

/// <summary>A network with its optimizer's states, as a trial and its checkpoints use it, whichever trainer computes it.</summary>
public interface ITrialNetwork
{
    /// <summary>Each layer's weights, the output layer last.</summary>
    IReadOnlyList<LayerShape> Shapes { get; }

    /// <summary>Number of optimizer states per weight, 0 to 2.</summary>
    int States { get; }

    /// <summary>Copies one layer's numbers out, kernels row-major [inputs x units].</summary>
    void Read(int layer, ParameterPart part, Span<float> destination);

    /// <summary>Copies one layer's numbers in.</summary>
    void Write(int layer, ParameterPart part, ReadOnlySpan<float> source);

    /// <summary>The score of images <paramref name="first"/> to first + count - 1.</summary>
    /// <param name="factor">The factor of each pixel.</param>
    Score Evaluate(ImageSet images, int first, int count, float factor);

    /// <summary>The L2 penalty of the current weights; 0 without one.</summary>
    double Penalty();
}

/// <summary>The size of a layer's kernel.</summary>
public readonly record struct LayerShape(int Inputs, int Units)
{
    /// <summary>The layers of a network, the output layer last.</summary>
    public static IEnumerable<LayerShape> Enumerate(int inputs, IEnumerable<int> hidden, int classes)
    {
        foreach (var units in hidden)
        {
            yield return new(inputs, units);
            inputs = units;
        }

        yield return new(inputs, classes);
    }
}
