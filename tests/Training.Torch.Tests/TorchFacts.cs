using System.Runtime.CompilerServices;

namespace SweepCluster.Training.Torch.Tests;

/// <summary>A test that needs TorchSharp; counted as skipped, with the reason, where it can't be used.</summary>
internal sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        Skip = TorchTrainers.Missing("cpu");
    }
}

/// <summary>The same with cases.</summary>
internal sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        Skip = TorchTrainers.Missing("cpu");
    }
}
