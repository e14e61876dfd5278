using SweepCluster.Model.Numerics;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;

namespace SweepCluster.Sweeps.Tests.Plan;

/// <summary>Many different specs, with conditions two deep, ranges, lists of networks and rules that some of them break.</summary>
internal static class SpaceSamples
{
    private static readonly string[][] Axes =
    [
        ["optimizer: [{name: sgd, lr: 0.1}, adam]", "optimizer: [sgd, {name: sgd, momentum: 0.5}, rmsprop]", "optimizer: [adam, nadam]"],
        [
            "momentum: {values: [0, 0.9], when: {optimizer: sgd}}",
            "momentum: [0.9]",
            "momentum: {values: [0.1], when: {optimizer: [sgd, rmsprop]}}",
        ],
        [
            "nesterov: {values: [true, false], when: {momentum: 0.9}}",
            "shuffle: {values: [true, false], when: {momentum: 0.9}}",
            "nesterov: {values: [true], when: {optimizer: sgd}}",
        ],
        ["width: [5, 6]", "width: {log: [4, 64], points: 3}", "width: {values: [7, 8], when: {depth: 2}}"],
        ["depth: [1, 2, 3]", "depth: [2, 3]", "depth: {values: [1, 2], when: {activation: tanh}}"],
        [
            "hidden: [[], [9]]",
            "hidden: {values: [[9, 8], [9]], when: {activation: relu}}",
            "hidden: {values: [[3, 4, 5]], when: {depth: 1}}",
        ],
        ["activation: [relu, tanh]", "activation: [relu, [relu, tanh]]", "activation: [tanh]"],
        ["epochs: [1, 5]", "epochs: {linear: [1, 9], points: 3}", "epochs: {values: [3], when: {schedule: cosine}}"],
        ["schedule: [constant, {name: cosine, warmup_epochs: 2}]", "schedule: [constant, cosine]"],
        ["convention: [keras, tf1]", "convention: {values: [tf1], when: {optimizer: adam}}"],
    ];

    private static readonly string[] Bases =
        ["{}", "{depth: 2}", "{hidden: [5, 5]}", "{optimizer: sgd, momentum: 0.5}", "{activation: [relu, selu]}", "{epochs: 2}"];

    public static IEnumerable<string> Texts(int count)
    {
        var random = new Philox(3, 0, RandomPurpose.Proposal, 0);
        var counter = 0UL;
        for (var i = 0; i < count; i++)
        {
            var axes = Axes.Where(_ => random.Below(counter++, 2) == 0)
                .Select(forms => "  " + forms[random.Below(counter++, forms.Length)])
                .ToArray();
            if (axes.Length > 0)
                yield return $"name: x\ndataset: mnist\nseeds: 2\nbase: {Bases[random.Below(counter++, Bases.Length)]}\nspace:\n"
                    + $"{string.Join("\n", axes)}\n";
        }
    }

    public static IEnumerable<SweepSpec> Valid(int count) => Texts(count).Select(text => SpecReader.Read(text).Spec).OfType<SweepSpec>();
}
