using System.Runtime.CompilerServices;

namespace SweepCluster.Testing.Requirements;

/// <summary>An integration test that needs POSIX signals, such as those that interrupt a program; skipped with the reason where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : IntegrationFactAttribute
{
    public UnixFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.Unix;
}

/// <summary>Cases of an integration test that needs POSIX signals, such as those that interrupt a program.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixTheoryAttribute : IntegrationTheoryAttribute
{
    public UnixTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.Unix;
}
