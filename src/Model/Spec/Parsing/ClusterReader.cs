using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec.Parsing;

/// <summary>Reads <c>cluster</c>.</summary>
internal static class ClusterReader
{
    public const int MaxPriority = 1000;

    public static readonly string[] Keys = ["accelerator", "priority", "weight"];

    public static readonly NumberRange Weights = new(0.001, 1000);

    public static ClusterSpec Read(YamlNode node, ProblemList problems)
    {
        if (Section.Open(node, "cluster", Keys, problems) is not { } section)
            return new();
        var accelerator = section.Find("accelerator") is { } name
            ? ScalarReader.OneOf(name, section.PathOf("accelerator"), AcceleratorNames.All, problems)
            : null;
        var weight = section.Find("weight") is { } share
            ? ScalarReader.Number(share, section.PathOf("weight"), new(Weights), problems)
            : null;
        return new(
            accelerator is null ? Accelerator.Cpu : AcceleratorNames.Parse(accelerator)!.Value,
            section.Whole("priority", -MaxPriority, MaxPriority) ?? 0,
            weight ?? 1);
    }
}
