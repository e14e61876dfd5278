using SweepCluster.Model.Configurations;
using SweepCluster.Training.Torch.Devices;
using static TorchSharp.torch;

namespace SweepCluster.Training.Torch.Networks;

/// <summary>Computes forward and backward passes of K dense networks of one shape by batched matrix products; the gradients are written by
/// hand, which keeps the number of launches small. Nothing here waits for the device. Tensors belong to the caller's dispose
/// scope.</summary>
/// <param name="hidden">The hidden layers, the same in all trials.</param>
internal sealed class DenseStack(TorchDevice device, StackParameters parameters, IReadOnlyList<LayerSettings> hidden)
{
    private readonly TorchActivation[] _activations = [.. hidden.Select(layer => TorchActivation.Create(layer.Activation, device))];

    /// <summary>One pass forward and back: fills the gradients of the mean cross-entropy.</summary>
    /// <param name="images">[K x rows x pixels], scaled.</param>
    /// <param name="oneHot">[K or 1 x rows x classes].</param>
    /// <param name="labels">[K or 1 x rows].</param>
    /// <param name="masks">Per hidden layer [K x rows x units]; null without dropout.</param>
    /// <returns>[2 x K]: the sums of log-probabilities of the labels, and the number of correct images.</returns>
    public Tensor Differentiate(Tensor images, Tensor oneHot, Tensor labels, Tensor[]? masks)
    {
        var layers = parameters.Layers;
        var inputs = new Tensor[layers.Count];
        var products = new Tensor?[layers.Count];
        var outputs = new Tensor[layers.Count];
        inputs[0] = images;
        for (var index = 0; index < hidden.Count; index++)
        {
            var product = Product(inputs[index], layers[index]);
            products[index] = _activations[index].KeepsInput ? product : null;
            outputs[index] = _activations[index].Apply(product);
            inputs[index + 1] = masks is null ? outputs[index] : outputs[index].mul(masks[index]);
        }

        var logits = Product(inputs[^1], layers[^1]).log_softmax(2);
        var score = Score(logits, oneHot, labels);
        var gradient = logits.exp_().sub_(oneHot).mul_(device.Constant(1f / images.size(1)));
        for (var index = layers.Count - 1; index >= 0; index--)
        {
            layers[index].KernelGradient.copy_(inputs[index].transpose(1, 2).bmm(gradient));
            layers[index].BiasGradient.copy_(gradient.sum(1, keepdim: true));
            if (index == 0)
                break;
            gradient = gradient.bmm(layers[index].Transposed);
            if (masks is not null)
                gradient.mul_(masks[index - 1]);
            if (_activations[index - 1].Slope(products[index - 1], outputs[index - 1]) is { } slope)
                gradient.mul_(slope);
        }

        return score;
    }

    /// <summary>Scores images without training, for some of the trials.</summary>
    /// <param name="images">[1 x rows x pixels], scaled.</param>
    /// <param name="oneHot">[1 x rows x classes].</param>
    /// <param name="labels">[1 x rows].</param>
    /// <returns>The same as <see cref="Differentiate"/>, for those trials.</returns>
    public Tensor Evaluate(Tensor images, Tensor oneHot, Tensor labels, int firstLane, int lanes)
    {
        var input = images.expand(lanes, -1, -1);
        for (var index = 0; index < parameters.Layers.Count; index++)
        {
            var layer = parameters.Layers[index];
            var product = input.bmm(layer.Kernel.narrow(0, firstLane, lanes)).add_(layer.Bias.narrow(0, firstLane, lanes), TorchDevice.One);
            input = index < hidden.Count ? _activations[index].Apply(product) : product;
        }

        return Score(input.log_softmax(2), oneHot, labels);
    }

    private static Tensor Product(Tensor input, StackLayer layer) => input.bmm(layer.Kernel).add_(layer.Bias, TorchDevice.One);

    private static Tensor Score(Tensor logits, Tensor oneHot, Tensor labels) => stack(
        [logits.mul(oneHot).sum(1, 2), logits.argmax(2).eq(labels).sum(1, type: ScalarType.Float32)], 0);
}
