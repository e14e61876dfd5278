using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>Decides whether different values of an axis always are different configurations.</summary>
/// <remarks>If that holds for all axes, it holds for all cells: of two cells, take an axis on which they differ while the axes that its
/// conditions name agree. Both cells have it, with different values.</remarks>
internal static class AxisDistinctness
{
    /// <summary>Whether they certainly are; false if it depends on other settings, or on their defaults.</summary>
    public static bool IsCertain(AxisSpec axis, SweepSpec spec) => axis.Setting switch
    {
        // Lists of names repeat their last one; a linear model has no activation.
        SettingNames.Activation => !MayBeLinear(spec) && !axis.Values.Any(value => value is SettingValue.Sequence),
        SettingNames.LearningRate => axis.Values.All(value => value is SettingValue.Number),
        // Two variants of one optimizer may differ only in explicitly written defaults, or in what another axis overrides.
        _ => axis.Values.OfType<SettingValue.Choice>().GroupBy(choice => choice.Name).All(variants => variants.Count() == 1),
    };

    public static bool IsCertain(SweepSpec spec) => spec.Space.All(axis => IsCertain(axis, spec));

    private static bool MayBeLinear(SweepSpec spec) =>
        spec.Base.Concat(spec.Space.SelectMany(axis => axis.Values.Select(value => new SettingAssignment(axis.Setting, value))))
            .Any(own => own is { Setting: SettingNames.Hidden, Value: SettingValue.Sequence { Items.Count: 0 } });
}
