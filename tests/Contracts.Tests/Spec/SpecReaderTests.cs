using SweepCluster.Model.Configurations;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class SpecReaderTests
{
    [Fact]
    public void Read_Everything_FillsTheSpec()
    {
        const string yaml = """
            name: all-2
            description: >
              Two
              lines.
            tags: [a, 7]
            dataset: fashion-mnist
            split: {first: 5000}
            scale: 128
            test_scale: 1
            seed: 18_446_744_073_709_551_615
            seeds: 3
            search: {random: 1_000}
            base: {epochs: 2, hidden: []}
            space:
              lr: {log: [1e-4, .1]}
            configurations:
              - {lr: 0.5}
            objective: {metric: val_loss, epoch: best}
            early_stopping: {patience: 3, min_delta: 0.001, restore_best: true}
            checkpoints: {last: false, best: true, every: 2}
            limits: {wall_time: 1h30m, trials: 5_000_000_000, failures: 4, attempts: 3}
            published:
              - {where: {lr: 0.5}, val_accuracy: 0.9, test_loss: 1, note: ours}
            """;

        var spec = Specs.Read(yaml);

        spec.ShouldBe(new SweepSpec
        {
            Text = yaml,
            Name = "all-2",
            Description = "Two lines.\n",
            Tags = ["a", "7"],
            Data = new() { Dataset = "fashion-mnist", Split = new(SplitKind.First, 5000), Scale = 128, TestScale = 1 },
            Seed = ulong.MaxValue,
            Seeds = 3,
            Search = new(SearchKind.Random, 1000),
            Base = [new("epochs", new SettingValue.Number(2)), new("hidden", new SettingValue.Sequence([]))],
            Space = [new("lr", [new SettingValue.Number(1e-4), new SettingValue.Number(0.1)], new(1e-4, 0.1, Logarithmic: true))],
            Configurations = [[new("lr", new SettingValue.Number(0.5))]],
            Objective = new(Metric.ValidationLoss, Goal.Minimize, ObjectiveEpoch.Best),
            EarlyStopping = new(Metric.ValidationLoss, 3, 0.001, RestoreBest: true),
            Checkpoints = new(Last: false, Best: true, Every: 2, Metric.ValidationLoss),
            Limits = new(TimeSpan.FromMinutes(90), 5_000_000_000, 4, 3),
            Published =
            [
                new(
                    [new("lr", new SettingValue.Number(0.5))],
                    [new(new("val_accuracy", Metric.ValidationAccuracy), 0.9), new(new("test_loss", Metric.TestLoss), 1)],
                    "ours"),
            ],
        });
    }

    [Fact]
    public void Read_NamesAlone_TakesTheDefaults()
    {
        var spec = Specs.Read("\uFEFFname: x\r\ndataset: mnist\r\n");

        spec.Data.ShouldBe(new() { Dataset = "mnist", Split = SplitSettings.None, Scale = 255, TestScale = 255 });
        (spec.Seed, spec.Seeds, spec.Search).ShouldBe((1UL, 1, new(SearchKind.Grid)));
        spec.Configurations.ShouldBe([[]]);
        spec.Space.ShouldBeEmpty();
        spec.Objective.ShouldBe(new(Metric.TestAccuracy, Goal.Maximize, ObjectiveEpoch.Last));
        spec.EarlyStopping.ShouldBeNull();
        spec.Checkpoints.ShouldBe(new(Last: true, Best: false, Every: 0, Metric.TrainAccuracy));
        spec.Limits.ShouldBe(new(null, null, null, 2));
    }

    [Theory]
    [InlineData("glyphs", "glyphs")]
    [InlineData("{name: glyphs}", "glyphs")]
    [InlineData("{name: glyphs, test: 1000, train: 6_000, seed: 7}", "glyphs:seed=7,train=6000,test=1000")]
    [InlineData("glyphs:test=1000,seed=7", "glyphs:seed=7,test=1000")]
    [InlineData("idx:/some/folder", "idx:/some/folder")]
    [InlineData("'idx:/data,train=abc'", "idx:/data,train=abc")]
    [InlineData("npz:mnist.npz", "npz:mnist.npz")]
    [InlineData("csv:/tables", "csv:/tables")]
    [InlineData("'csv:a.csv,test=b.csv'", "csv:a.csv,test=b.csv")]
    [InlineData("parquet:/tables", "parquet:/tables")]
    [InlineData("{name: 'csv:a.csv,test=b.csv', classes: 26}", "csv:a.csv,test=b.csv,classes=26")]
    [InlineData("{name: npz:mnist.npz}", "npz:mnist.npz")]
    public void Read_Dataset_HasACanonicalText(string written, string canonical) =>
        Specs.Read($"name: x\ndataset: {written}\n").Data.Dataset.ShouldBe(canonical);

    [Theory]
    [InlineData("none", SplitKind.None, 0, 0)]
    [InlineData("{last: 10_000}", SplitKind.Last, 10_000, 0)]
    [InlineData("{first: 1}", SplitKind.First, 1, 0)]
    [InlineData("{fraction: 0.25}", SplitKind.Fraction, 0, 0.25)]
    public void Read_Split_OfEveryKind(string written, SplitKind kind, int count, double fraction) =>
        Specs.Read($"name: x\ndataset: mnist\nsplit: {written}\n").Data.Split.ShouldBe(new(kind, count, fraction));

    [Theory]
    [InlineData("", "", Metric.TestAccuracy, Goal.Maximize, Metric.TrainAccuracy)]
    [InlineData("split: {last: 9}\n", "", Metric.ValidationAccuracy, Goal.Maximize, Metric.ValidationAccuracy)]
    [InlineData("split: {last: 9}\n", "objective: test_loss\n", Metric.TestLoss, Goal.Minimize, Metric.ValidationLoss)]
    [InlineData("", "objective: test_loss\n", Metric.TestLoss, Goal.Minimize, Metric.TrainLoss)]
    [InlineData("", "objective: {goal: minimize}\n", Metric.TestAccuracy, Goal.Minimize, Metric.TrainAccuracy)]
    [InlineData("", "objective: {metric: train_loss, epoch: best}\n", Metric.TrainLoss, Goal.Minimize, Metric.TrainLoss)]
    public void Read_Objective_FollowsTheSplitAndTheMetric(string split, string objective, Metric metric, Goal goal, Metric best)
    {
        var spec = Specs.Read($"name: x\ndataset: mnist\n{split}{objective}");

        (spec.Objective.Metric, spec.Objective.Goal, spec.Checkpoints.BestMetric).ShouldBe((metric, goal, best));
    }

    [Theory]
    [InlineData("", "val_loss", false, false)]
    [InlineData("objective: {goal: minimize}\n", "val_accuracy", true, true)]
    [InlineData("objective: {goal: minimize}\n", "val_loss", true, false)]
    [InlineData("objective: {metric: test_loss, goal: maximize}\n", "val_loss", true, true)]
    [InlineData("objective: {metric: val_loss, goal: minimize}\n", "val_loss", false, false)]
    public void Read_ObjectiveWithAGoal_DecidesWhatTheBestEpochIs(string objective, string stopping, bool best, bool stops)
    {
        var spec = Specs.Read(
            $"name: x\ndataset: mnist\nsplit: {{last: 9}}\n{objective}early_stopping: {{metric: {stopping}, patience: 3}}\n");

        (spec.Checkpoints.IsReversed, spec.EarlyStopping!.IsReversed).ShouldBe((best, stops));
    }

    [Theory]
    [InlineData("1e-3", 0.001)]
    [InlineData(".001", 0.001)]
    [InlineData("1.", 1)]
    [InlineData("1_000.5", 1000.5)]
    [InlineData("+2E+1", 20)]
    public void Read_Number_InEveryForm(string written, double value) =>
        Specs.Read($"name: x\ndataset: mnist\nbase: {{lr: {written}}}\n").Base[0].Value.ShouldBe(new SettingValue.Number(value));

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("30m", 1800)]
    [InlineData("1h30m", 5400)]
    [InlineData("1d1s", 86_401)]
    public void Read_WallTime_InEveryUnit(string written, int seconds) =>
        Specs.Read($"name: x\ndataset: mnist\nlimits: {{wall_time: {written}}}\n").Limits.WallTime.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("lr: {log: [1e-4, 1e-1], points: 4}", "[0.0001, 0.001, 0.01, 0.1]")]
    [InlineData("lr: {log: [1e-4, 1e-1], points: 3}", "[0.0001, 0.00316228, 0.1]")]
    [InlineData("dropout: {linear: [0, 0.5], points: 4}", "[0, 0.166667, 0.333333, 0.5]")]
    [InlineData("lr: {linear: [0.123456789, 1], points: 2}", "[0.123456789, 1]")]
    [InlineData("width: {log: [16, 256], points: 5}", "[16, 32, 64, 128, 256]")]
    [InlineData("depth: {linear: [1, 4], points: 3}", "[1, 2, 4]")]
    [InlineData("beta2: {linear: [0.9999901, 0.9999909], points: 5}", "[0.9999901, 0.9999903, 0.9999905, 0.9999907, 0.9999909]")]
    [InlineData("beta2: {log: [0.9999901, 0.9999909], points: 2}", "[0.9999901, 0.9999909]")]
    [InlineData("dropout: {linear: [0.1, 0.5], step: 0.1}", "[0.1, 0.2, 0.3, 0.4, 0.5]")]
    [InlineData("dropout: {linear: [0, 0.5], step: 0.15}", "[0, 0.15, 0.3, 0.45]")]
    [InlineData("width: {linear: [8, 33], step: 8}", "[8, 16, 24, 32]")]
    public void Read_Range_HasExactEndsAndRoundedPoints(string axis, string values)
    {
        var read = Specs.Read($"name: x\ndataset: mnist\nspace: {{{axis}}}\n").Space.ShouldHaveSingleItem();

        new SettingValue.Sequence(read.Values).ToString().ShouldBe(values);
        read.Range.ShouldNotBeNull().Integer.ShouldBe(read.Setting is "width" or "depth");
    }

    [Fact]
    public void Read_Choices_AreEqualWhateverTheOrderOfTheirParameters()
    {
        var spec = Specs.Read("name: x\ndataset: mnist\nconfigurations:\n- {optimizer: {momentum: .9, name: sgd, lr: 1}}\nspace:\n"
            + "  optimizer: [{name: sgd, lr: 1.0, momentum: 0.90}]\n");

        spec.Configurations[0][0].Value.ShouldBe(spec.Space[0].Values[0]);
        spec.Space[0].Values[0].ToString().ShouldBe("sgd(lr=1, momentum=0.9)");
    }

    [Fact]
    public void Read_Conditions_HoldByNameOrByValue()
    {
        var spec = Specs.Read("""
            name: x
            dataset: mnist
            space:
              momentum: {values: [0, 0.9], when: {optimizer: [sgd, rmsprop]}}
              optimizer: [{name: sgd, lr: 0.1}, {name: sgd, lr: 0.2}, rmsprop, adam]
              nesterov: {values: [true], when: {optimizer: {name: sgd, lr: 0.2}}}
              schedule: [constant, {name: step, gamma: 0.5, every: 2}]
              epochs: {values: [10], when: {schedule: step}}
            """);

        spec.Space.Select(axis => axis.When).ShouldBe(
        [
            new("optimizer", ["sgd", "rmsprop"]), null, new("optimizer", ["sgd(lr=0.2)"]), null, new("schedule", ["step"]),
        ]);
        spec.Space[1].Values.Select(spec.Space[0].When!.HoldsFor).ShouldBe([true, true, true, false]);
        spec.Space[1].Values.Select(spec.Space[2].When!.HoldsFor).ShouldBe([false, true, false, false]);
    }

    [Fact]
    public void Read_TwoFormsOfNetworkUnderExclusiveConditions_IsAllowed()
    {
        const string space =
            "name: x\ndataset: mnist\nspace:\n  activation: [relu, tanh]\n  width: {values: [5], when: {activation: relu}}\n";

        SpecReader.Read(space + "  hidden: {values: [[5, 6]], when: {activation: tanh}}\n").Problems.ShouldBeEmpty();
        SpecReader.Read(space + "  hidden: {values: [[5, 6]], when: {activation: relu}}\n").Problems.ShouldHaveSingleItem()
            .Path.ShouldBe("space.hidden");
    }

    public static TheoryData<string> ShippedSpecs => [.. Specs.Shipped()];

    [Theory]
    [MemberData(nameof(ShippedSpecs))]
    public void Read_ShippedSpec_HasNoProblems(string path) =>
        SpecReader.Read(File.ReadAllText(RepositoryFolder.Combine(path))).Problems.Select(problem => problem.Format(path)).ShouldBeEmpty();
}
