using System.Runtime.CompilerServices;
using Xunit.v3;

namespace SweepCluster.Testing.Requirements;

/// <summary>A test that starts a process of its own; see <see cref="IntegrationAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class IntegrationFactAttribute(
    [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : FactAttribute(file, line), ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [IntegrationAttribute.Trait];
}

/// <summary>Cases of a test that starts a process of its own; see <see cref="IntegrationAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class IntegrationTheoryAttribute(
    [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1) : TheoryAttribute(file, line), ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [IntegrationAttribute.Trait];
}
