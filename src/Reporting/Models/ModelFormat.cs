namespace SweepCluster.Reporting.Models;

/// <summary>The forms in which a trial's network is written for other programs.</summary>
public enum ModelFormat
{
    /// <summary>A graph in the Open Neural Network Exchange format, with the scaling of pixels.</summary>
    Onnx,

    /// <summary>An archive of Keras 3, with the scaling of pixels.</summary>
    Keras,

    /// <summary>A state dictionary of PyTorch, for a <c>torch.nn.Sequential</c>.</summary>
    PyTorch,

    /// <summary>The weights as NumPy arrays.</summary>
    Npz,
}
