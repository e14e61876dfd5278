using SweepCluster.Model.Configurations;
using SweepCluster.Testing;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data;
using SweepCluster.Training.Explanations;
using SweepCluster.Training.Tests.Cpu;

namespace SweepCluster.Training.Tests.Explanations;

/// <summary>The prediction by hand against the trainer's own, over all test images.</summary>
public sealed class HandComputationTests
{
    private const double Agreement = 1e-6;

    public static TheoryData<Activation> Activations() => [.. Enum.GetValues<Activation>()];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Explain_EveryActivation_AgreesWithTheTrainer(Activation activation)
    {
        var configuration = SampleTrials.Configuration(24, 16) with { Hidden = [new(24, activation), new(16, activation)] };

        var (difference, _) = Compare(configuration);

        difference.ShouldBeLessThanOrEqualTo(Agreement);
    }

    [Fact]
    public void Explain_WeightsOfTheBestEpoch_AreThoseThatPredictUses()
    {
        var configuration = SampleTrials.Configuration(24) with
        {
            EarlyStopping = new(Metric.ValidationLoss, Patience: 1, MinimumDelta: 10, RestoreBest: true),
        };

        var (difference, _) = Compare(configuration);

        difference.ShouldBeLessThanOrEqualTo(Agreement);
    }

    /// <summary>Logits of hundreds, as the notebook N0 has them on unscaled pixels: float32 has no digits left for 1e-6.</summary>
    [Fact]
    public void Explain_UnscaledPixels_DiffersByWhatRoundingExplains()
    {
        var configuration = SampleTrials.Configuration(64, 64) with { Hidden = [new(64, Activation.Tanh), new(64, Activation.Linear)] };

        var (difference, rounding) = Compare(configuration, scale: 0.05);

        difference.ShouldBeGreaterThan(Agreement);
        difference.ShouldBeLessThanOrEqualTo(2 * rounding);
    }

    [Fact]
    public void Explain_Layers_HaveShapesAndSummaries()
    {
        var configuration = SampleTrials.Configuration(24, 16);
        using var folder = new TemporaryFolder();
        var explanation = Open(configuration, folder.Path, (predictor, images) => predictor.Explain(images, 0, 255));

        explanation.Layers.Select(layer => (layer.Inputs, layer.Units, layer.Activation)).ShouldBe(
            [(784, 24, Activation.Relu), (24, 16, Activation.Relu), (16, 10, null)]);
        var hidden = explanation.Layers[0];
        hidden.Before.Min.ShouldBeLessThan(0);
        hidden.After.Min.ShouldBe(0);
        hidden.After.Max.ShouldBe(hidden.Before.Max);
        hidden.After.Zeros.ShouldBeInRange(1.0 / 24, 23.0 / 24);
        explanation.Input.Max.ShouldBeInRange(0.5, 1);
        explanation.Probabilities.Sum().ShouldBe(1, 1e-15);
    }

    [Theory]
    [InlineData(-7)]
    [InlineData(-2.5)]
    [InlineData(-1e-9)]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1.5)]
    [InlineData(5.9)]
    public void Erf_AnyArgument_AgreesWithAnotherLibrary(double x) =>
        DoubleActivation.Erf(x).ShouldBe(MathNet.Numerics.SpecialFunctions.Erf(x), 1e-15);

    // The largest difference of a probability over all test images, and the largest rounding that was foretold.
    private static (double Difference, double Rounding) Compare(TrialConfiguration configuration, double scale = 255)
    {
        using var folder = new TemporaryFolder();
        return Open(configuration, folder.Path, (predictor, images) =>
        {
            var trainer = predictor.Predict(images, 0, images.Count, scale);
            var (difference, rounding) = (0.0, 0.0);
            for (var image = 0; image < images.Count; image++)
            {
                var explanation = predictor.Explain(images, image, scale);
                rounding = Math.Max(rounding, explanation.Rounding);
                foreach (var (label, probability) in explanation.Probabilities.Index())
                    difference = Math.Max(difference, Math.Abs(probability - trainer[(image * images.Classes) + label]));
            }

            return (difference, rounding);
        });
    }

    private static T Open<T>(TrialConfiguration configuration, string folder, Func<Predictor, ImageSet, T> ask)
    {
        var lease = SampleTrials.Lease(configuration, folder: folder);
        SampleTrials.Succeed(lease);
        using var library = SampleTrials.Library();
        var dataset = library.Load(SampleTrials.Glyphs, CancellationToken.None);
        using var predictor = Predictor.Open(lease, dataset);
        return ask(predictor, dataset.Test);
    }
}
