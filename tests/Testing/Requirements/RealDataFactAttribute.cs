using System.Runtime.CompilerServices;

namespace SweepCluster.Testing.Requirements;

/// <summary>A test that needs the MNIST and Fashion-MNIST files; skipped with the reason where they are missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.RealData;
}

/// <summary>Cases of a test that needs the MNIST and Fashion-MNIST files.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataTheoryAttribute : TheoryAttribute
{
    public RealDataTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.RealData;
}
