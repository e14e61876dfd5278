using System.Text.Json.Nodes;
using NJsonSchema;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Model.Spec.Schema;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class SpecSchemaTests
{
    private static readonly Task<JsonSchema> Schema = JsonSchema.FromJsonAsync(SpecSchema.Write());

    public static TheoryData<string> ShippedSpecs => [.. Specs.Shipped()];

    [Theory]
    [MemberData(nameof(ShippedSpecs))]
    public async Task Schema_ShippedSpec_IsValid(string path) =>
        (await Errors(await File.ReadAllTextAsync(RepositoryFolder.Combine(path), TestContext.Current.CancellationToken))).ShouldBeEmpty();

    [Theory]
    [InlineData("name: a-1\ndataset: {name: glyphs, seed: 1}\nsplit: none\nobjective: test_loss")]
    [InlineData("name: a\ndataset: glyphs:seed=1,train=10\nsplit: {fraction: .5}\nobjective: {metric: val_loss, epoch: best}")]
    [InlineData("name: a\ndataset: idx:/x\nsearch: {random: 5}\nspace: {lr: {log: [1e-4, 1]}, batch: {linear: [1, 9], points: 3}}")]
    [InlineData("name: a\ndataset: mnist\n"
        + "space: {dropout: {linear: [0, 0.5], step: 0.1}, batch: {linear: [16, 64], step: 16, when: {depth: 1}}, depth: [1, 2]}")]
    [InlineData("name: a\ndataset: npz:/x/mnist.npz")]
    [InlineData("name: a\ndataset: {name: 'idx:/x', classes: 26}")]
    [InlineData("name: a\ndataset: 'csv:a.csv,test=b.csv'")]
    [InlineData("name: a\ndataset: parquet:/x")]
    [InlineData("name: a\ndataset: mnist\n"
        + "space: {optimizer: [{name: sgd, momentum: .9}, adam], nesterov: {values: [true], when: {optimizer: sgd}}}")]
    [InlineData("name: a\ndataset: mnist\nspace: {activation: [relu, [relu, tanh]], hidden: [[7, 7], [3, 4, 5]], clip_norm: [none, 1]}")]
    [InlineData("name: a\ndataset: mnist\n"
        + "space: {schedule: [constant, {name: step, gamma: .1, every: 2}], epochs: {values: [3], when: {schedule: [step]}}}")]
    [InlineData("name: a\ndataset: mnist\nconfigurations: [{init: {name: normal, std: 2}}, {lr: 3}]\n"
        + "published: [{where: {lr: 3}, val_loss: 12, note: x}, {epoch: 2, train_loss: 1, lr: .1, source: {cell: 3}}, {parameters: 7}]")]
    [InlineData("name: a\ndataset: mnist\nearly_stopping: {patience: 3}\ncheckpoints: {every: 2}\nlimits: {wall_time: 1h30m, trials: 7}\n"
        + "tags: [a]\nseed: 0\nseeds: 2\nuntested: [{says: a, why: b, source: {words: c}}]")]
    [InlineData("name: a\ndataset: mnist\nspace: {width: [1, 2, 3]}\n"
        + "claims: [{that: 'width: increasing', metric: accuracy_gap, where: {depth: 1}, note: x, source: {cell: In 3, words: more}}, "
        + "{that: width=1 < width=2, epochs_to: {train_accuracy: .9}}]")]
    [InlineData("name: a\ndataset: mnist\nkind: lr-range\n"
        + "range: {start: 0.01, factor: 1.1, end: 3, divergence: none, smoothing: 0}\nspace: {width: [1, 2]}")]
    [InlineData("name: a\ndataset: mnist\nbase: {lr: from-range-test}\nrange_test: {of: b-1, rule: steepest}\n"
        + "rates: [{where: {width: 128}, lr: 0.3}]")]
    public async Task Schema_WhatTheReaderAccepts_IsValid(string yaml)
    {
        (await Errors(yaml)).ShouldBeEmpty();
        SpecReader.Read(yaml).Problems.Select(problem => problem.Message).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("dataset: mnist")]
    [InlineData("name: a")]
    [InlineData("name: A b\ndataset: mnist")]
    [InlineData("name: a\ndataset: minst")]
    [InlineData("name: a\ndataset: mnist\nlr: 1")]
    [InlineData("name: a\ndataset: mnist\nbase: {widht: 1}")]
    [InlineData("name: a\ndataset: mnist\nbase: {width: 0}")]
    [InlineData("name: a\ndataset: mnist\nbase: {width: 1.5}")]
    [InlineData("name: a\ndataset: mnist\nbase: {lr: 0}")]
    [InlineData("name: a\ndataset: mnist\nbase: {lr: [1]}")]
    [InlineData("name: a\ndataset: mnist\nbase: {dropout: 1}")]
    [InlineData("name: a\ndataset: mnist\nbase: {lr: '1'}")]
    [InlineData("name: a\ndataset: mnist\nbase: {activation: rleu}")]
    [InlineData("name: a\ndataset: mnist\nbase: {optimizer: {name: adam, momentum: .9}}")]
    [InlineData("name: a\ndataset: mnist\nbase: {schedule: step}")]
    [InlineData("name: a\ndataset: mnist\nspace: {lr: .1}")]
    [InlineData("name: a\ndataset: mnist\nspace: {lr: []}")]
    [InlineData("name: a\ndataset: mnist\nspace: {lr: {log: [1]}}")]
    [InlineData("name: a\ndataset: mnist\nspace: {activation: {log: [1, 2], points: 2}}")]
    [InlineData("name: a\ndataset: mnist\nspace: {lr: {log: [1, 2], step: 1}}")]
    [InlineData("name: a\ndataset: mnist\nspace: {lr: {linear: [1, 2], step: 0}}")]
    [InlineData("name: a\ndataset: mnist\nspace: {width: {linear: [1, 9], step: 0.5}}")]
    [InlineData("name: a\ndataset: mnist\nspace: {lr: {values: [1], when: {dataset: mnist}}}")]
    [InlineData("name: a\ndataset: mnist\nspace: {lr: {values: [1], when: {depth: 1, width: 2}}}")]
    [InlineData("name: a\ndataset: mnist\nspace: {hidden: [300, 100]}")]
    [InlineData("name: a\ndataset: mnist\nsearch: {random: 0}")]
    [InlineData("name: a\ndataset: mnist\nsplit: {first: 1, last: 2}")]
    [InlineData("name: a\ndataset: mnist\nobjective: accuracy")]
    [InlineData("name: a\ndataset: mnist\nearly_stopping: {metric: test_loss, patience: 1}")]
    [InlineData("name: a\ndataset: mnist\nlimits: {wall_time: 30}")]
    [InlineData("name: a\ndataset: mnist\npublished: [{test_accuracy: 97}]")]
    [InlineData("name: a\ndataset: mnist\nclaims: [{metric: test_accuracy}]")]
    [InlineData("name: a\ndataset: mnist\nspace: {width: [1, 2]}\nclaims: [{that: 'width=1 > width=2', metric: accuracy}]")]
    public async Task Schema_BrokenSpec_IsNotValid(string yaml)
    {
        (await Errors(yaml)).ShouldNotBeEmpty();
        SpecReader.Read(yaml).Problems.ShouldNotBeEmpty();
    }

    [Fact]
    public void Schema_EverySetting_HasItsDefinitionsAndDescription()
    {
        var definitions = JsonNode.Parse(SpecSchema.Write())!["definitions"]!.AsObject();

        foreach (var setting in SettingCatalog.All)
        {
            definitions[$"setting-{setting.Name}"]!["description"]!.GetValue<string>().ShouldContain(setting.Description);
            definitions[$"axis-{setting.Name}"]!["anyOf"]!.AsArray().Count.ShouldBe(setting.Shape is SettingShape.Number ? 4 : 2);
        }
    }

    [Fact]
    public void Schema_TopLevel_AllowsTheReadersKeysAlone()
    {
        var schema = JsonNode.Parse(SpecSchema.Write())!;

        schema["properties"]!.AsObject().Select(property => property.Key).ShouldBe(SpecKeys.Top);
        schema["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
    }

    private static async Task<IEnumerable<string>> Errors(string yaml)
    {
        var schema = await Schema;
        var problems = new ProblemList();
        var root = YamlTree.Read(yaml, problems).ShouldNotBeNull();
        problems.Count.ShouldBe(0);
        return schema.Validate(ToJson(root)!.ToJsonString()).Select(error => error.ToString());
    }

    // As editors see it: YAML 1.2 core types.
    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlNode.Mapping mapping => new JsonObject(
            mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, ToJson(entry.Value)))),
        YamlNode.Sequence list => new JsonArray([.. list.Items.Select(ToJson)]),
        YamlNode.Scalar { IsEmpty: true } => null,
        YamlNode.Scalar { Quoted: false, Text: "true" or "false" } flag => flag.Text == "true",
        YamlNode.Scalar { Quoted: false } scalar when !scalar.Text.Contains('_', StringComparison.Ordinal)
            && NumberText.Parse(scalar.Text) is { } number =>
            number == Math.Floor(number) ? (JsonNode)(long)number : number,
        YamlNode.Scalar scalar => scalar.Text,
        _ => throw new NotSupportedException(node.Describe()),
    };
}
