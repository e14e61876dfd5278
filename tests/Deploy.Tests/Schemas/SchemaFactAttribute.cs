using System.Runtime.CompilerServices;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests.Schemas;

/// <summary>An integration test that needs kubectl and the schemas of Kubernetes' API; skipped with the reason where one is
/// missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SchemaFactAttribute : IntegrationFactAttribute
{
    public SchemaFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.Kubectl ?? ApiSchemas.Problem;
}

/// <summary>Cases of an integration test that needs kubectl and the schemas of Kubernetes' API.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SchemaTheoryAttribute : IntegrationTheoryAttribute
{
    public SchemaTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Requirement.Kubectl ?? ApiSchemas.Problem;
}
