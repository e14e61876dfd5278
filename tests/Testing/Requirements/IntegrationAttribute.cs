using Xunit.v3;

namespace SweepCluster.Testing.Requirements;

/// <summary>Marks tests that start a process, a browser, a silo or a server: <c>./sweep test --unit</c> leaves them out, and the whole run
/// takes their projects one after another.</summary>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class IntegrationAttribute : Attribute, ITraitAttribute
{
    /// <summary>The trait by which the test command selects.</summary>
    public static KeyValuePair<string, string> Trait { get; } = new("Category", "Integration");

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [Trait];
}
