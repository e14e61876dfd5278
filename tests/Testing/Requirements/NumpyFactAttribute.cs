using System.Runtime.CompilerServices;

namespace SweepCluster.Testing.Requirements;

/// <summary>An integration test that needs Python with NumPy; skipped with the reason where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NumpyFactAttribute : IntegrationFactAttribute
{
    public NumpyFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.Numpy;
}
