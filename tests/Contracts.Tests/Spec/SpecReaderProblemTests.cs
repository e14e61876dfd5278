using SweepCluster.Model.Spec.Parsing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class SpecReaderProblemTests
{
    private const string Head = "name: x\ndataset: mnist\n";

    // Body (after two good lines), line, column, path, a part of message and remedy.
    public static TheoryData<string, int, int, string, string> Broken => new()
    {
        { "kind: lr-rnage", 3, 7, "kind", "Did you mean 'lr-range'?" },
        { "range: {start: 1}", 3, 8, "range", "Add kind: lr-range" },
        { "kind: lr-range\nrange: {start: 0}", 4, 16, "range.start", "above 0" },
        { "kind: lr-range\nrange: {start: 1, end: 0.5}", 4, 8, "range", "Give an end above the start" },
        { "kind: lr-range\nrange: {factor: 1}", 4, 17, "range.factor", "above 1" },
        { "kind: lr-range\nrange: {factor: 1.00001}", 4, 8, "range", "greater factor" },
        { "kind: lr-range\nbase: {lr: 0.1}", 4, 8, "base.lr", "has no 'lr'" },
        { "kind: lr-range\nspace: {optimizer: [sgd, {name: adam, lr: 0.1}]}", 4, 39, "space.optimizer.lr", "has no 'lr'" },
        { "kind: lr-range\nconfigurations: [{schedule: cosine}]", 4, 19, "configurations[0].schedule", "has no 'schedule'" },
        { "kind: lr-range\nobjective: test_loss", 4, 12, "objective", "Remove objective:" },
        { "kind: lr-range\nearly_stopping: {patience: 1}", 4, 17, "early_stopping", "Remove it" },
        { "base: {lr: from-range-test}", 1, 1, "range_test", "Add range_test: {of: SWEEP}" },
        { "range_test: {of: x}", 3, 13, "range_test", "Write lr: from-range-test" },
        { "base: {lr: from-range-test}\nrange_test: {rule: steepest}", 4, 13, "range_test.of", "'of' is missing" },
        { "base: {lr: from-range-test}\nrange_test: {of: x, rule: half}", 4, 27, "range_test.rule", "minimum/2, steepest" },
        { "rates: [{where: {width: 3}}]", 3, 9, "rates[0].lr", "'lr' is missing" },
        { "widht: 3", 3, 1, "widht", "Did you mean the setting 'width'?" },
        { "lr: 0.1", 3, 1, "lr", "write it under base:" },
        { "learning_rate: 0.1", 3, 1, "learning_rate", "'lr'" },
        { "spcae: {lr: [1]}", 3, 1, "spcae", "Did you mean 'space'?" },
        { "base: {dataset: mnist}", 3, 8, "base.dataset", "top level" },
        { "base: {}\nbase: {}", 4, 1, "base", "first given on line 3" },
        { "base: {lr: 0.1, lr: 0.2}", 3, 17, "base.lr", "second time" },
        { "base:", 3, 6, "base", "nothing" },
        { "base: [1]", 3, 7, "base", "mapping is needed" },
        { "base: {lr: [0.1, 0.2]}", 3, 12, "base.lr", "move it under space:" },
        { "base: {lr: {log: [1, 2], points: 3}}", 3, 12, "base.lr", "move it under space:" },
        { "base: {lr: fast}", 3, 12, "base.lr", "'fast' is not a number" },
        { "base: {lr: \"0.1\"}", 3, 12, "base.lr", "without them" },
        { "base: {lr: '0,1'}", 3, 12, "base.lr", "Write 0.1." },
        { "base: {dropout: 20%}", 3, 17, "base.dropout", "Write 0.2." },
        { "base: {lr: 0}", 3, 12, "base.lr", "a number above 0" },
        { "base: {lr: .inf}", 3, 12, "base.lr", "not a number" },
        { "base: {lr: 1e999}", 3, 12, "base.lr", "not a number" },
        { "base: {lr: 1e-400}", 3, 12, "base.lr", "not a number" },
        { "base: {eps: 1e-46}", 3, 13, "base.eps", "1e-46 becomes 0 in single precision" },
        { "base: {lr: 1e-46}", 3, 12, "base.lr", "becomes 0 in single precision" },
        { "base: {lr: 1e39}", 3, 12, "base.lr", "becomes Infinity in single precision" },
        { "base: {l2: 1e-60}", 3, 12, "base.l2", "becomes 0 in single precision" },
        { "base: {clip_value: 1e39}", 3, 20, "base.clip_value", "becomes Infinity in single precision" },
        { "base: {optimizer: {name: adam, beta2: 0.99999999}}", 3, 39, "base.optimizer.beta2", "becomes 1 in single precision" },
        { "base: {init: {name: normal, std: 1e-46}}", 3, 34, "base.init.std", "becomes 0 in single precision" },
        { "space: {lr: {log: [1e-46, 1], points: 2}}", 3, 20, "space.lr.log[0]", "becomes 0 in single precision" },
        { "kind: lr-range\nrange: {start: 1e-46}", 4, 16, "range.start", "becomes 0 in single precision" },
        { "rates: [{lr: 1e39}]", 3, 14, "rates[0].lr", "becomes Infinity in single precision" },
        { "scale: 1e-46", 3, 8, "scale", "1 / '1e-46' becomes Infinity in single precision" },
        { "test_scale: 1e46", 3, 13, "test_scale", "becomes 0 in single precision" },
        { "base: {dropout: 1}", 3, 17, "base.dropout", "from 0 to below 1" },
        { "base: {epochs: 1.5}", 3, 16, "base.epochs", "a whole number from 1 to 1,000,000" },
        { "base: {shuffle: yes}", 3, 17, "base.shuffle", "true or false" },
        { "base: {activation: rleu}", 3, 20, "base.activation", "Did you mean 'relu'?" },
        { "base: {activation: []}", 3, 20, "base.activation", "empty" },
        { "base: {activation: [relu, tnah], depth: 2}", 3, 27, "base.activation[1]", "Did you mean 'tanh'?" },
        { "base: {hidden: 300}", 3, 16, "base.hidden", "[300, 100]" },
        { "base: {hidden: [300, 0]}", 3, 22, "base.hidden[1]", "from 1 to 65,536" },
        { "base: {hidden: [300], width: 3}", 3, 16, "base.hidden", "described twice" },
        { "base: {activation: [relu, tanh]}", 3, 20, "base.activation", "1 hidden layer." },
        { "base: {activation: [relu], hidden: []}", 3, 20, "base.activation", "0 hidden layers" },
        { "base: {optimizer: {lr: 3}}", 3, 19, "base.optimizer", "'name' is missing" },
        { "base: {optimizer: {name: adma}}", 3, 26, "base.optimizer.name", "Did you mean 'adam'?" },
        { "base: {optimizer: {name: adam, momentum: "
            + "0.9}}", 3, 32, "base.optimizer.momentum", "belongs to sgd, rmsprop; adam has convention, lr, beta1, beta2, eps" },
        { "base: {optimizer: {name: sgd, lr: 1}, lr: 2}", 3, 31, "base.optimizer.lr", "given twice" },
        { "base: {optimizer: adam, momentum: 0.9}", 3, 35, "base.momentum", "has no 'momentum'" },
        { "base: {momentum: 0.9}", 3, 18, "base.momentum", "adam has no 'momentum'" },
        { "base: {optimizer: nadam, convention: tf1}", 3, 38, "base.convention", "TensorFlow 1 doesn't have" },
        { "base: {schedule: step}", 3, 18, "base.schedule", "step needs gamma and every" },
        { "base: {schedule: {name: cosine, warmup_epochs: 5}, epochs: 5}", 3, 18, "base.schedule", "leaves nothing" },
        { "base: {init: {name: he_normal, std: 1}}", 3, 32, "base.init.std", "belongs to normal" },
        { "space: {}", 3, 8, "space", "no axes" },
        { "space: {lr: 0.1}", 3, 13, "space.lr", "an axis is a list" },
        { "space: {lr: []}", 3, 13, "space.lr", "empty" },
        { "space: {lr: [0.1, x]}", 3, 19, "space.lr[1]", "not a number" },
        { "space: {lr: [0.1, 1e-1]}", 3, 19, "space.lr[1]", "twice" },
        { "space: {optimizer: [adam, {name: adam}]}", 3, 27, "space.optimizer[1]", "twice" },
        { "space: {hidden: [300, 100]}", 3, 18, "space.hidden[0]", "write [[300, 100]" },
        { "space: {lr: {points: 3}}", 3, 13, "space.lr", "no values" },
        { "space: {lr: {log: [1, 2], linear: [1, 2], points: 3}}", 3, 13, "space.lr", "both log and linear" },
        { "space: {lr: {log: [1, 2]}}", 3, 19, "space.lr.points", "points" },
        { "space: {lr: {log: [1, 2], points: 1}}", 3, 35, "space.lr.points", "from 2" },
        { "space: {lr: {log: [2, 1], points: 3}}", 3, 19, "space.lr.log", "not below" },
        { "space: {dropout: {log: [0, 0.5], points: 3}}", 3, 25, "space.dropout.log[0]", "above 0" },
        { "space: {lr: {log: [1], points: 3}}", 3, 19, "space.lr.log", "low and a high end" },
        { "space: {lr: {values: [1], points: 3}}", 3, 35, "space.lr.points", "no meaning" },
        { "space: {lr: {valeus: [1]}}", 3, 14, "space.lr.valeus", "Did you mean 'values'?" },
        { "space: {activation: {log: [1, 2], points: 2}}", 3, 27, "space.activation.log", "takes no range" },
        { "space: {width: {log: [1, 3], points: 10}}", 3, 22, "space.width.log", "3 different whole numbers" },
        { "space: {lr: {values: [1], step: 3}}", 3, 33, "space.lr.step", "no meaning" },
        { "space: {lr: {log: [1, 2], step: 1}}", 3, 33, "space.lr.step", "logarithmic" },
        { "space: {lr: {linear: [1, 2], step: 0}}", 3, 36, "space.lr.step", "above 0" },
        { "space: {lr: {linear: [1, 2], step: -1}}", 3, 36, "space.lr.step", "above 0" },
        { "space: {lr: {linear: [1, 2], step: 1.5}}", 3, 36, "space.lr.step", "a single value" },
        { "space: {lr: {linear: [1, 2], step: 1e-9}}", 3, 36, "space.lr.step", "1,000,000,001 values" },
        { "space: {lr: {linear: [1, 2], step: 1, points: 2}}", 3, 36, "space.lr.step", "Keep one" },
        { "space: {width: {linear: [1, 9], step: 0.5}}", 3, 39, "space.width.step", "a whole number above 0" },
        { "search: {random: 5}\nspace: {lr: {linear: [1, 2], step: 1e-300}}", 4, 36, "space.lr.step", "greater step" },
        { "space: {lr: {values: [1], when: {depth: 1}}}", 3, 34, "space.lr.when.depth", "no axis 'depth'" },
        { "space: {lr: {values: [1], when: {lr: 1}}}", 3, 34, "space.lr.when.lr", "itself" },
        { "space: {lr: {values: [1], when: {}}}", 3, 33, "space.lr.when", "exactly one" },
        { "space: {depth: [1, 2], lr: {values: [1], when: {depth: 3}}}", 3, 56, "space.lr.when.depth", "It has 1, 2." },
        { "space: {depth: [1, 2], lr: {values: [1], when: {depth: []}}}", 3, 56, "space.lr.when.depth", "empty" },
        { "space: {optimizer: [sgd, adam], "
            + "lr: {values: [1], when: {optimizer: sdg}}}", 3, 69, "space.lr.when.optimizer", "Did you mean 'sgd'?" },
        { "space: {l2: {linear: [0, 1], points: 2}, lr: {values: [1], when: {l2: 0}}}", 3, 67, "space.lr.when.l2", "is a range" },
        { "space: {depth: {values: [1], when: {width: 1}}, width: "
            + "{values: [1], when: {depth: 1}}}", 3, 9, "space.depth.when", "depth -> width" },
        { "space: {optimizer: [sgd, adam], momentum: [0.9]}", 3, 33, "space.momentum", "adam has no 'momentum'" },
        { "space: {activation: [relu, [relu, tanh]], depth: [1, 2]}", 3, 28, "space.activation[1]", "1 hidden layer." },
        { "base: {hidden: [5]}\nspace: {width: [1, 2]}", 3, 16, "base.hidden", "described twice" },
        { "base: {momentum: 0.9}\nspace: {optimizer: [sgd, adam]}", 3, 18, "base.momentum", "adam has no" },
        { "configurations: []", 3, 17, "configurations", "empty list" },
        { "configurations: [{lr: 1}, {lr: 1.0}]", 3, 27, "configurations[1]", "same as configurations[0]" },
        { "configurations: "
            + "[{lr: 1}, {lr: 1, optimizer: adam}]", 3, 27, "configurations[1]", "same as configurations[0], once defaults are filled in" },
        { "configurations: [{}, {hidden: [128]}]", 3, 22, "configurations[1]", "same as configurations[0]" },
        { "configurations: [{lr: 1}, {lr: [1, 2]}]", 3, 32, "configurations[1].lr", "several values" },
        { "configurations: [{optimizer: adam, momentum: 0.5}]", 3, 46, "configurations[0].momentum", "adam has no" },
        { "search: {random: 10}", 3, 9, "search", "no space" },
        { "search: {random: 0}\nspace: {lr: [1]}", 3, 18, "search.random", "from 1" },
        { "search: {random: 1_000_001}\nspace: {lr: [1]}", 3, 18, "search.random", "to 1,000,000" },
        { "search: {sobol: 10}", 3, 9, "search", "no space" },
        { "search: {sobol: 0}\nspace: {lr: [1]}", 3, 17, "search.sobol", "from 1" },
        { "search: bayes", 3, 9, "search", "{random: 100}" },
        { "seeds: 0", 3, 8, "seeds", "from 1" },
        { "seed: -1", 3, 7, "seed", "from 0 to 18446744073709551615" },
        { "tags: one", 3, 7, "tags", "[first, second]" },
        { "split: 10000", 3, 8, "split", "{last: 10000}" },
        { "split: {lats: 10000}", 3, 9, "split.lats", "Did you mean 'last'?" },
        { "split: {last: 60000}", 3, 15, "split.last", "leaves nothing" },
        { "split: {fraction: 1}", 3, 19, "split.fraction", "below 1" },
        { "scale: 0", 3, 8, "scale", "above 0" },
        { "objective: val_accuracy", 3, 12, "objective", "Add split:" },
        { "objective: test_acuracy", 3, 12, "objective", "Did you mean 'test_accuracy'?" },
        { "objective: {metric: test_loss, epoch: best}", 3, 39, "objective.epoch", "no best epoch" },
        { "objective: {goal: maximise}", 3, 19, "objective.goal", "Did you mean 'maximize'?" },
        { "early_stopping: {metric: train_loss}", 3, 17, "early_stopping.patience", "missing" },
        { "early_stopping: {metric: test_loss, patience: 3}", 3, 26, "early_stopping.metric", "train_loss" },
        { "checkpoints: {best: 1}", 3, 21, "checkpoints.best", "true or false" },
        { "limits: {wall_time: 30}", 3, 21, "limits.wall_time", "30s, 30m or 30h" },
        { "limits: {wall_time: soon}", 3, 21, "limits.wall_time", "1h30m" },
        { "limits: {attempts: 0}", 3, 20, "limits.attempts", "from 1" },
        { "published: {val_loss: 1}", 3, 12, "published", "list is needed" },
        { "published: [{note: x}]", 3, 13, "published[0]", "no figure" },
        { "published: [{test_accuracy: 97}]", 3, 29, "published[0].test_accuracy", "from 0 to 1" },
        { "published: [{where: {width: 5}, test_loss: 1}]", 3, 29, "published[0].where.width", "No configuration" },
        { "base: *a", 3, 7, "base", "Write &a before" },
        { "extends: base.yaml", 3, 1, "extends", "Only a spec in a file" },
        { "base: !!map {lr: 1}", 3, 7, "base", "tags" },
        { "? [a]\n: b", 3, 3, "file", "A key is a list" },
        { "---\nname: y", 3, 1, "file", "second YAML document" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Read_OneThingWrong_IsTheOnlyProblemWithItsPlaceAndRemedy(string body, int line, int column, string path, string part)
    {
        var reading = SpecReader.Read(Head + body + "\n");

        reading.Spec.ShouldBeNull();
        var problem = reading.Problems.ShouldHaveSingleItem();
        $"{problem.Line}:{problem.Column} {problem.Path}".ShouldBe($"{line}:{column} {path}", problem.Format("spec"));
        $"{problem.Message} {problem.Remedy}".ShouldContain(part, Case.Sensitive);
        problem.Remedy.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("", 1, 1, "empty")]
    [InlineData("# nothing\n\n", 1, 1, "empty")]
    [InlineData("---\n", 1, 1, "empty")]
    [InlineData("- a\n", 1, 1, "a list where a mapping is needed")]
    [InlineData("hello\n", 1, 1, "'hello' where a mapping is needed")]
    [InlineData("name: x\nbase:\n\tlr: 1\n", 3, 1, "tab")]
    [InlineData("name: x\nbase:\n  lr: 1\n\tepochs: 1\n", 4, 1, "tab")]
    [InlineData("name: x\nbase: {lr: 1\n", 3, 1, "not valid YAML")]
    [InlineData("name: 'x\n", 1, 7, "not valid YAML")]
    public void Read_NotYaml_SaysWhereAndWhat(string yaml, int line, int column, string part)
    {
        var problem = SpecReader.Read(yaml).Problems.ShouldHaveSingleItem();

        problem.Message.ShouldContain(part);
        (problem.Line, problem.Column).ShouldBe((line, column));
    }

    [Fact]
    public void Read_DeeplyNested_IsRefusedWithoutOverflowingTheStack()
    {
        SpecReader.Read(new string('[', 200_000)).Problems.ShouldHaveSingleItem().Message.ShouldContain("deep");
        SpecReader.Read(string.Concat(Enumerable.Repeat("- ", 200_000))).Problems.ShouldHaveSingleItem().Message.ShouldContain("deep");
    }

    [Fact]
    public void Read_HugeFile_IsRefused() =>
        SpecReader.Read(new string('#', 1_000_001)).Problems.ShouldHaveSingleItem().Remedy.ShouldContain("1000000");

    [Fact]
    public void Read_ManyThingsWrong_ReportsEachInTheOrderOfTheFile()
    {
        const string yaml = """
            name: My Sweep
            datset: mnist
            lr: 0.1
            base:
              epochs: "5"
              batch: [32, 64]
            space:
              widht: [1, 2]
              depth: [1, 3]
              activation: [[relu, tanh], rleu]
              init: {values: [{name: he_normal, std: 3}], when: {depth: 2}}
            limits: {wall_time: 30}
            """;

        var problems = SpecReader.Read(yaml).Problems;

        problems.Select(problem => $"{problem.Line}:{problem.Column} {problem.Path}").ShouldBe(
        [
            "1:7 name", "2:1 datset", "3:1 lr", "5:11 base.epochs", "6:10 base.batch", "8:3 space.widht", "10:30 space.activation[1]",
            "11:37 space.init.values[0].std", "11:61 space.init.when.depth", "12:21 limits.wall_time",
        ]);
        problems[0].Remedy.ShouldContain("my-sweep");
        problems[1].Format("a.yaml").ShouldStartWith("a.yaml:2:1: datset: There is no 'datset' here. Did you mean 'dataset'?");
    }

    [Theory]
    [InlineData("name: x\n", "dataset")]
    [InlineData("dataset: mnist\n", "name")]
    public void Read_RequiredKeyMissing_NamesIt(string yaml, string path) =>
        SpecReader.Read(yaml).Problems.ShouldHaveSingleItem().Path.ShouldBe(path);

    [Theory]
    [InlineData("minst", "Did you mean 'mnist'?")]
    [InlineData("'idx:'", "idx:FOLDER, npz:FILE, csv:FOLDER, parquet:FOLDER")]
    [InlineData("'csv:,test=b.csv'", "csv:FOLDER")]
    [InlineData("'csv:a.csv,test='", "csv:FOLDER")]
    [InlineData("\"npz:a\\0b\"", "npz:FILE")]
    [InlineData("{name: mnist}", "glyphs")]
    [InlineData("{name: npz:a, classes: 1}", "from 2")]
    [InlineData("{name: npz:a, clases: 3}", "Did you mean 'classes'?")]
    [InlineData("{name: glyphs, sead: 7}", "Did you mean 'seed'?")]
    [InlineData("{name: glyphs, train: 0}", "from 10")]
    [InlineData("'glyphs:sead=7'", "Did you mean 'seed'?")]
    [InlineData("'glyphs:7'", "Allowed")]
    public void Read_UnknownDataset_SaysWhatIsAllowed(string dataset, string part)
    {
        var problem = SpecReader.Read($"name: x\ndataset: {dataset}\n").Problems.ShouldHaveSingleItem();

        problem.Line.ShouldBe(2);
        $"{problem.Message} {problem.Remedy}".ShouldContain(part);
    }
}
