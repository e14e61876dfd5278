using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Exports;

/// <summary>ONNX models, run by ONNX Runtime.</summary>
[Integration]
public sealed class OnnxRuntimeTests(ModelExportTests.TrainedSweep sweep) : IClassFixture<ModelExportTests.TrainedSweep>
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Onnx_RunByOnnxRuntime_PredictsTheSame(int trial)
    {
        var file = sweep.File($"onnx-{trial}.onnx");
        await sweep.ExportAsync(trial, "onnx", file);
        var bytes = await File.ReadAllBytesAsync(sweep.Pixels, TestContext.Current.CancellationToken);
        var pixels = new DenseTensor<float>(Array.ConvertAll(bytes, pixel => (float)pixel), [bytes.Length / 784, 784]);

        using var session = new InferenceSession(file);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("pixels", pixels)]);

        results.Select(result => result.Name).ShouldBe(["probabilities", "logits"]);
        var probabilities = results.First(result => result.Name == "probabilities").AsTensor<float>().ToArray();
        ModelExportTests.ShouldAgree(
            [.. probabilities.Chunk(10).Select(row => Array.ConvertAll(row, value => (double)value))], await sweep.PredictAsync(trial));
        session.ModelMetadata.CustomMetadataMap["weights_sha256"].ShouldBe((await sweep.FindAsync(trial)).Trial.Final!.WeightsHash);
        session.ModelMetadata.CustomMetadataMap["settings"].ShouldContain("\"hidden\":[");
    }
}
