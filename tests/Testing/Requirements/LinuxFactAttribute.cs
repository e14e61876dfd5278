using System.Runtime.CompilerServices;

namespace SweepCluster.Testing.Requirements;

/// <summary>A test that needs Linux, such as its /proc; skipped with the reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.Linux;
}
