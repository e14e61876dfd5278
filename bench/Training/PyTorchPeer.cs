using System.Text.Json.Nodes;
using SweepCluster.Bench.Measuring;
using SweepCluster.Model;

namespace SweepCluster.Bench.Training;

/// <summary>PyTorch on one thread, refused when something handicaps it.</summary>
internal sealed class PyTorchPeer : IDisposable
{
    private const double FewestGigaflops = 50;
    private const double LargestError = 1e-5;
    private const double LargestDifference = 1e-4;

    private readonly PythonPeer _python;
    private readonly JsonNode _description;

    private PyTorchPeer(PythonPeer python)
    {
        _python = python;
        _description = python.Request(new { verb = "describe" });
    }

    public string Description => $"PyTorch {_description["version"]} on {_description["blas"]}";

    public IReadOnlyList<string> Variants => [.. _description["variants"]!.AsArray().Select(name => name!.GetValue<string>())];

    /// <param name="isNarrow">Holds it to AVX2, as on a machine without AVX-512.</param>
    /// <returns>Null: this machine has none.</returns>
    /// <exception cref="SweepException">Its products are slow or wrong: a comparison would say nothing.</exception>
    public static PyTorchPeer? TryStart(string? python, bool isNarrow)
    {
        if (PythonPeer.TryStart("step.py", "torch", python, isNarrow) is not { } started)
            return null;
        var peer = new PyTorchPeer(started);
        try
        {
            var rates = Enumerable.Range(0, 5).Select(_ => peer.Gemm([1024, 1024, 1024], transposed: false)).ToArray();
            if (rates.Max() < FewestGigaflops)
            {
                throw new SweepException(
                    $"{peer.Description} multiplies matrices at {rates.Max():0} GF/s on one thread; "
                    + $"below {FewestGigaflops} the comparison would say nothing. "
                    + "On Debian: apt-get install libopenblas0-pthread, and choose it with "
                    + "`update-alternatives --config libblas.so.3-x86_64-linux-gnu`; elsewhere use a PyTorch on MKL.");
            }

            var difference = peer._python.Figure(
                new { verb = "check", widths = BenchNetwork.All[0].Widths, batch = BenchNetwork.All[0].Batch }, "difference");
            if (!(difference <= LargestDifference))
                throw new SweepException($"The PyTorch variants disagree: after 10 steps their weights differ by {difference:e1}.");
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    /// <summary>GF/s of one block.</summary>
    /// <param name="shape">Rows, depth, columns.</param>
    public double Gemm(int[] shape, bool transposed)
    {
        var answer = _python.Request(new { verb = "gemm", shape, transposed });
        var error = answer["error"]!.GetValue<double>();
        if (!(error <= LargestError))
            throw new SweepException(
                $"{Description}: a product of {string.Join(" x ", shape)} is wrong by {error:e1} of its largest element.");
        return answer["gflops"]!.GetValue<double>();
    }

    /// <summary>Processor seconds of so many steps.</summary>
    public double Steps(BenchNetwork network, string variant, int steps) =>
        _python.Figure(new { verb = "step", widths = network.Widths, batch = network.Batch, variant, steps }, "seconds");

    public void Dispose() => _python.Dispose();
}
