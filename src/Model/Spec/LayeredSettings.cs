using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;

namespace SweepCluster.Model.Spec;

/// <summary>A configuration's own assignments over the spec's base, with the precedence between them.</summary>
internal sealed class LayeredSettings(EquatableArray<SettingAssignment> below, EquatableArray<SettingAssignment> above)
{
    public SettingValue? Above(string setting) => FindIn(above, setting);

    public SettingValue? Below(string setting) => FindIn(below, setting);

    /// <summary>The written value, the upper layer first; null if there is none.</summary>
    public SettingValue? Written(string setting) => Above(setting) ?? Below(setting);

    /// <summary>The written value, else the catalog's default.</summary>
    public SettingValue Value(string setting) => Written(setting) ?? SettingCatalog.Find(setting)?.Default
        ?? throw new InvalidOperationException($"'{setting}' has no default.");

    /// <summary>The value in force; null if it only comes from the optimizer's defaults or describes no part of the network.</summary>
    public SettingValue? Effective(string setting) => setting switch
    {
        SettingNames.Hidden => Hidden,
        SettingNames.Width or SettingNames.Depth when Hidden is not null => null,
        _ when SettingCatalog.OptimizerParameters.Contains(setting) => OptimizerParameter(setting) ?? SettingCatalog.Find(setting)?.Default,
        _ => Value(setting),
    };

    /// <summary>The layer widths in force; null if width and depth describe the network.</summary>
    public SettingValue.Sequence? Hidden
    {
        get
        {
            if (Above(SettingNames.Hidden) is { } own)
                return (SettingValue.Sequence)own;
            var reshaped = Above(SettingNames.Width) is not null || Above(SettingNames.Depth) is not null;
            return reshaped ? null : (SettingValue.Sequence?)Below(SettingNames.Hidden);
        }
    }

    public int Depth => Hidden?.Items.Count ?? (int)((SettingValue.Number)Value(SettingNames.Depth)).Value;

    public SettingValue.Choice Optimizer => (SettingValue.Choice)Value(SettingNames.Optimizer);

    public OptimizerKind OptimizerKind => ConfigurationNames.Optimizers.Value(Optimizer.Name);

    public OptimizerConvention Convention => OptimizerParameter(SettingNames.Convention) is SettingValue.Text written
        ? ConfigurationNames.Conventions.Value(written.Value)
        : OptimizerConvention.Keras;

    /// <summary>A parameter beside the optimizer takes precedence over the one inside it; the upper layer over the lower. An optimizer in
    /// the upper layer replaces the lower one with all its parameters.</summary>
    public SettingValue? OptimizerParameter(string parameter) =>
        Above(parameter) ?? Inside(Above(SettingNames.Optimizer), parameter)
        ?? Below(parameter) ?? (Above(SettingNames.Optimizer) is null ? Inside(Below(SettingNames.Optimizer), parameter) : null);

    private static SettingValue? Inside(SettingValue? choice, string parameter) =>
        choice is SettingValue.Choice { Parameters: var parameters } ? FindIn(parameters, parameter) : null;

    private static SettingValue? FindIn(EquatableArray<SettingAssignment> assignments, string setting)
    {
        foreach (var assignment in assignments)
        {
            if (assignment.Setting == setting)
                return assignment.Value;
        }

        return null;
    }
}
