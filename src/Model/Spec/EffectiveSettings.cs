using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>The values in force in a configuration: its own assignments over the spec's base over the defaults.</summary>
public static class EffectiveSettings
{
    /// <summary>The value in force; null if it only comes from the optimizer's defaults or describes no part of the network.</summary>
    public static SettingValue? Find(SweepSpec spec, EquatableArray<SettingAssignment> assignments, string setting) =>
        new LayeredSettings(spec.Base, assignments).Effective(setting);

    /// <summary>Whether the configuration has every value of <paramref name="where"/>. The name of an optimizer, schedule or initialiser
    /// stands for all its variants.</summary>
    public static bool HaveAll(SweepSpec spec, EquatableArray<SettingAssignment> assignments, EquatableArray<SettingAssignment> where)
    {
        var settings = new LayeredSettings(spec.Base, assignments);
        return where.All(wanted => settings.Effective(wanted.Setting) is { } value
            && new AxisCondition(wanted.Setting, [wanted.Value.ToString()]).HoldsFor(value));
    }
}
