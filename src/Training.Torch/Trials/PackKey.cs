using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Training.Torch.Optimizers;

namespace SweepCluster.Training.Torch.Trials;

/// <summary>The properties that all trials of one stack share: the shapes and the operations. Seeds, rates, penalties, dropout rates,
/// limits on gradients, schedules and ends may differ.</summary>
internal sealed record PackKey(
    DataSettings Data, EquatableArray<LayerSettings> Hidden, int Batch, bool DropRemainder, RuleKey Rule, bool Dropout)
{
    public static PackKey FromConfiguration(TrialConfiguration configuration) => new(
        configuration.Data, configuration.Hidden, configuration.Batch, configuration.DropRemainder,
        RuleKey.FromSettings(configuration.Optimizer), configuration.Dropout > 0);
}
