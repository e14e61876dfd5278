using SweepCluster.Model.Configurations;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Testing;

namespace SweepCluster.Contracts.Tests.Spec;

public sealed class SpecReaderFuzzTests
{
    private const int Mutations = 4000;

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ": ", ",", "\n", "\n  ", "\t", "-", "- ", "#", "'", "\"", "&a ", "*a", "!!x ", "|", ">", "?", "? ", "%",
        "@", "`", "~", "---\n", "...\n",
        "\0", "\u0085", "\u2028", "\uFEFF", "\ud800", "1e999", "-1", "0", "1_", "none", "null", "true", "<<: ", "when: {depth: 1}",
        "{name: sgd}", "[[]]", "log: [1, 2]",
        .. SettingCatalog.Names.Select(name => $"{name}: "), .. ConfigurationNames.Optimizers.Names,
        .. ConfigurationNames.Activations.Names,
    ];

    private const string Seedling = """
        name: seedling
        dataset: {name: glyphs, seed: 7}
        split: {last: 100}
        base: {epochs: 3, momentum: 0.5, activation: [relu, tanh], depth: 2}
        space:
          optimizer: [{name: sgd, lr: 0.1}, rmsprop]
          nesterov: {values: [true, false], when: {optimizer: sgd}}
          schedule: [constant, {name: cosine, warmup_epochs: 1}]
          width: {log: [4, 64], points: 3}
        configurations:
          - {hidden: [5, 5], lr: 0.1, optimizer: sgd}
        objective: {metric: val_loss, goal: minimize, epoch: best}
        limits: {wall_time: 1h}
        published:
          - {where: {optimizer: sgd}, test_loss: 0.1}
        """;

    public static TheoryData<string> Sources => [.. Specs.Shipped(), ""];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Read_MutatedSpec_NeverThrowsAndPointsIntoTheFile(string path)
    {
        var source = path.Length == 0 ? Seedling : File.ReadAllText(RepositoryFolder.Combine(path));
        var random = new Philox(20, 0, RandomPurpose.Proposal, 0);
        var (counter, valid) = (0UL, 0);
        for (var mutation = 0; mutation < Mutations; mutation++)
        {
            var text = source;
            for (var edits = 1 + random.Below(counter++, 4); edits > 0; edits--)
                text = Mutate(text, random, ref counter);
            var reading = SpecReader.Read(text);

            (reading.Spec is null).ShouldBe(reading.Problems.Count > 0, text);
            var lines = text.Split('\n').Length + text.Count(character => character is '\r' or '\u0085' or '\u2028' or '\u2029');
            foreach (var problem in reading.Problems)
            {
                problem.Line.ShouldBeInRange(1, lines + 1, $"{problem} in {text}");
                problem.Column.ShouldBeGreaterThan(0, text);
                problem.Message.ShouldNotBeEmpty();
            }

            valid += reading.Spec is null ? 0 : 1;
        }

        SpecReader.Read(source).Problems.ShouldBeEmpty();
        valid.ShouldBeInRange(1, Mutations - 1);
    }

    private static string Mutate(string text, Philox random, ref ulong counter)
    {
        var at = random.Below(counter++, text.Length + 1);
        var length = Math.Min(random.Below(counter++, 8), text.Length - at);
        return random.Below(counter++, 4) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, Pieces[random.Below(counter++, Pieces.Length)]),
            2 => text.Remove(at, length).Insert(at, Pieces[random.Below(counter++, Pieces.Length)]),
            _ => text.Insert(random.Below(counter++, text.Length + 1), text.Substring(at, length)),
        };
    }
}
