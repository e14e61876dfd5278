using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>Decides which configurations a published figure is about.</summary>
public static class PublishedResults
{
    /// <summary>Whether the configuration that <paramref name="assignments"/> make over the spec's base has every value that
    /// <see cref="PublishedResult.Where"/> names. The name of an optimizer, schedule or initialiser stands for all its variants.</summary>
    public static bool Concerns(PublishedResult figure, SweepSpec spec, EquatableArray<SettingAssignment> assignments) =>
        EffectiveSettings.HaveAll(spec, assignments, figure.Where);
}
