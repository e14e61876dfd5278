using System.Runtime.CompilerServices;

namespace SweepCluster.Testing.Requirements;

/// <summary>An integration test that needs Python; skipped with the reason where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : IntegrationFactAttribute
{
    public PythonFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.Python;
}

/// <summary>Cases of an integration test that needs Python.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonTheoryAttribute : IntegrationTheoryAttribute
{
    public PythonTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.Python;
}
