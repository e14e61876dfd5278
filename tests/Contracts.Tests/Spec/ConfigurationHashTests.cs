using System.Reflection;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Model.Spec;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class ConfigurationHashTests
{
    private static TrialConfiguration Plain =>
        ConfigurationResolver.Resolve(Specs.Read("name: x\ndataset: mnist\nsplit: {last: 10000}\nbase: {width: 50, depth: 2}\n"), []);

    private static TrialConfiguration Rich => ConfigurationResolver.Resolve(Specs.Read("""
        name: x
        dataset: idx:/a folder/ä=1
        split: {fraction: 0.1}
        test_scale: 1
        base:
          hidden: [300, 100]
          activation: [selu, tanh]
          init: {name: normal, std: 0.1}
          clip_norm: 1
          optimizer: {name: rmsprop, convention: tf1, momentum: 0.9}
          schedule: {name: cosine, minimum: 0.01, warmup_epochs: 1}
        early_stopping: {patience: 3}
        """), []);

    [Fact]
    public void CanonicalText_OfAConfiguration_IsTheseLines() => ConfigurationHash.CanonicalText(Rich).ShouldBe("""
        dataset=idx%3A%2Fa%20folder%2F%C3%A4%3D1
        split=fraction 0 0.1
        scale=255 1
        layer=300 selu
        layer=100 tanh
        init=normal 0 0.1
        bias_init=zeros 0 1
        dropout=0
        l2=0
        clip=none 1
        optimizer=rmsprop tf1 0.001 0.9 false 0 0 0.9 1E-10 0 1
        schedule=cosine 1 1 false 0.01 1
        batch=32 false true
        early_stopping=val_loss 3 0 false
        checkpoints=true false 0 val_accuracy

        """);

    // If one of these fails, every existing checkpoint becomes unusable: fix the code, not the test.
    [Fact]
    public void Of_KnownConfigurations_NeverChanges()
    {
        ConfigurationHash.Compute(Plain).ShouldBe("b1268aea85d9dce046e742058d5c04afcafb5d39bf8a25ea62ef64b9ee8d93c9");
        ConfigurationHash.Compute(Rich).ShouldBe("61d1aa848933be10aa82446faf7b18522e8c38e83c7ce1e50752d40d20f902ea");
    }

    [Fact]
    public void Of_OtherEpochs_IsTheSame() =>
        ConfigurationHash.Compute(Plain with { Epochs = 99 }).ShouldBe(ConfigurationHash.Compute(Plain));

    [Fact]
    public void Of_AnyOtherPropertyChanged_IsAnother()
    {
        var hash = ConfigurationHash.Compute(Rich);
        var unchanged = Variants(Rich).Where(variant => ConfigurationHash.Compute((TrialConfiguration)variant.Value) == hash)
            .Select(variant => variant.Path);

        unchanged.ShouldBe([nameof(TrialConfiguration.Epochs), nameof(TrialConfiguration.ScoresTraining)]);
        Variants(Rich).Count().ShouldBeGreaterThan(35);
    }

    [Fact]
    public void Of_AnyPropertyOfARangeTestChanged_IsAnother()
    {
        var test = Rich with { RangeTest = RangeTestSettings.Default };

        Variants(test).Where(variant => variant.Path.StartsWith(nameof(TrialConfiguration.RangeTest), StringComparison.Ordinal))
            .Select(variant => ConfigurationHash.Compute((TrialConfiguration)variant.Value))
            .Append(ConfigurationHash.Compute(test))
            .Distinct()
            .Count()
            .ShouldBe(6);
    }

    // A copy of the record for each property reachable from it, with that property alone changed.
    private static IEnumerable<(string Path, object Value)> Variants(object record)
    {
        foreach (var property in record.GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite))
        {
            foreach (var (path, value) in Changed(property.GetValue(record), property.PropertyType))
            {
                var copy = record.GetType().GetMethod("<Clone>$")!.Invoke(record, [])!;
                property.SetValue(copy, value);
                yield return (path.Length == 0 ? property.Name : $"{property.Name}.{path}", copy);
            }
        }
    }

    private static IEnumerable<(string Path, object? Value)> Changed(object? value, Type type) => value switch
    {
        null when Nullable.GetUnderlyingType(type) == typeof(double) => [("", 0.125)],
        null when type == typeof(RangeTestSettings) => [("", RangeTestSettings.Default)],
        bool flag => [("", !flag)],
        int number => [("", number + 1)],
        double number => [("", number + 0.125)],
        string text => [("", text + "x")],
        Enum name =>
            Enum.GetValues(name.GetType()).Cast<object>().Where(other => !other.Equals(name)).Select(other => ("", (object?)other)),
        EquatableArray<LayerSettings> layers =>
        [
            ("", (object?)layers.Reverse().ToEquatableArray()),
            ("", layers.Skip(1).ToEquatableArray()),
            .. Variants(layers[0])
                .Select(variant => (variant.Path, (object?)new[] { (LayerSettings)variant.Value, layers[1] }.ToEquatableArray())),
        ],
        not null when type.Namespace == typeof(TrialConfiguration).Namespace => Variants(value)
            .Select(variant => (variant.Path, (object?)variant.Value)),
        _ => throw new NotSupportedException($"This test can't change a {type}."),
    };
}
