using System.Text.RegularExpressions;
using SweepCluster.Model;
using SweepCluster.Model.Numerics;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;
using SweepCluster.Model.Spec.Parsing;
using SweepCluster.Results.Sweeps;
using SweepCluster.Sweeps.Plan;
using SweepCluster.Sweeps.Search;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Mutated specs through all that is done with a spec before a sweep is recorded, and through <c>validate</c>: they end in time,
/// in a plan or in problems that people can read.</summary>
public sealed partial class SpecFuzzTests
{
    private const int Mutations = 250;
    private const int MaxShown = 2_000;

    // Far more than any takes, on a machine that other work shares.
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "2", "10000", "100000", "2147483647", "2147483648", "9223372036854775807", "18446744073709551615",
        "99999999999999999999999999", "1e308", "1e309", "1e-320",
        "5e-324", "-0.0", "1_000", ".5", "0x10", ".inf", ".nan", "1e", "007", "0.1e1", "3.0000000000000000000001",
    ];

    private static readonly string[] Oddities =
    [
        "\0", "\u0007", "\u001b[31m", "\u0085", "\u2028", "\u202e", "\ufeff", "\ud83d\ude00", "\ud800", "e\u0301", "\u0130", "\u00ad", "\t",
        "\r", "'", "\"", "!!binary ", "%YAML 1.2\n", "---\n", "...\n",
    ];

    private static readonly string[] Anchors =
    [
        "&a ", "*a", "<<: *a\n", "<<: {epochs: 3}\n", "base: &a {epochs: 3}\n", "[*a, *a]", "&a [*a]", "x: &a [1, 2]\n",
    ];

    private static readonly string[] Lines =
    [
        "search: {random: 5000}\n", "search: {random: 1000001}\n", "search: grid\n", "seeds: 1000000\n", "seed: 18446744073709551615\n",
        "dataset: {name: glyphs, train: 2000000000}\n", "dataset: {name: glyphs, train: 2500000, test: 10}\n",
        "dataset: idx:/none,train=abc\n", "dataset: 'csv:/none,test=/none,classes=7'\n",
        "dataset: glyphs:train=x\n", "split: {fraction: 1e-300}\n", "split: {last: 59999}\n", "kind: lr-range\n", "extends: other.yaml\n",
        "space: {lr: {log: [1e-8, 1], points: 10000}, l2: {log: [1e-8, 1], points: 10000}, width: {linear: [1, 9999], step: 1}}\n",
        "space: {batch: [1, 2, 3], lr: {values: [0.1, 0.2], when: {batch: [1, 2]}}, l2: {values: [0, 1], when: {lr: 0.1}}, dropout: "
        + "{values: [0.5], when: {l2: [0, 1]}}}\n",
        "space: {optimizer: [sgd, {name: sgd, momentum: 0}, adam], momentum: {values: [0, 0.9], when: {optimizer: sgd}}}\n",
        "space: {activation: [relu, [relu, tanh]], depth: [1, 2, 3], hidden: [[], [9]]}\n",
        "claims: [{that: \"adam > sgd\"}, {that: \"width: increasing, diminishing\"}, {that: \"depth: no gain beyond 3 within 0.002\"}]\n",
        "published: [{where: {optimizer: sgd}, test_accuracy: 0.9}]\n", "configurations: [{hidden: [5, 5]}, {hidden: [5, 5]}]\n",
        "configurations: [{}]\n",
        "limits: {wall_time: 999999999h, trials: 0}\n", "objective: {metric: val_loss, epoch: best}\n", "range_test: {of: latest}\n",
        "base: {lr: from-range-test}\n",
    ];

    public static TheoryData<string> Sources => [.. Specs.Shipped()];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Check_MutatedSpec_EndsInTimeWithAPlanOrWithProblems(string path)
    {
        var source = File.ReadAllText(RepositoryFolder.Combine(path));
        var valid = 0;
        for (var mutation = 0; mutation < Mutations; mutation++)
        {
            var text = source;
            var choice = new Choices(new(seed: 20, mutation, RandomPurpose.Proposal));
            for (var edits = 1 + choice.Below(4); edits > 0; edits--)
                text = Mutate(text, choice);
            valid += Check(text, $"mutation {mutation} of {path}") ? 1 : 0;
        }

        // Otherwise the checks behind the reader would see nothing.
        valid.ShouldBeInRange(Mutations / 50, Mutations - 1);
    }

    private static bool Check(string text, string name)
    {
        var shown = $"{name}:\n{(text.Length > MaxShown ? text[..MaxShown] + "..." : text)}";
        using var end = new CancellationTokenSource(MaxTime);
        try
        {
            var reading = SpecReader.ReadCancellable(text, end.Token);
            (reading.Spec is null).ShouldBe(reading.Problems.Count > 0, shown);
            foreach (var problem in reading.Problems)
                CheckProblem(problem, shown);
            if (reading.Spec is { } spec)
                Expand(spec, shown, end.Token);
            end.IsCancellationRequested.ShouldBeFalse($"It took more than {MaxTime.TotalSeconds} s: {shown}");
            return reading.Spec is not null;
        }
        catch (Exception failure) when (failure is not ShouldAssertException)
        {
            throw new InvalidOperationException($"{failure.GetType().Name} in {shown}", failure);
        }
    }

    private static void Expand(SweepSpec spec, string shown, CancellationToken end)
    {
        try
        {
            _ = Searcher.CreateCancellable(spec, end);
            foreach (var problem in SpecDataCheck.Problems(spec, null, end))
                CheckText(problem, shown);
            _ = SweepPlan.Create(spec, 784, 10, 60_000);
        }
        catch (SweepException refusal)
        {
            CheckText(refusal.Message, shown);
        }
    }

    private static void CheckProblem(SpecProblem problem, string shown)
    {
        problem.Line.ShouldBeGreaterThan(0, shown);
        problem.Column.ShouldBeGreaterThan(0, shown);
        problem.Path.ShouldNotBeNullOrEmpty(shown);
        CheckText(problem.Message, shown);
        if (problem.Remedy.Length > 0)
            CheckText(problem.Remedy, shown);
    }

    // Neither a stack trace nor a name of a type.
    private static void CheckText(string text, string shown)
    {
        text.Trim().ShouldNotBeEmpty(shown);
        Insides().IsMatch(text).ShouldBeFalse($"'{text}' for {shown}");
    }

    private static string Mutate(string text, Choices choice)
    {
        var tokens = Token().Matches(text).Select(match => match.Value).ToList();
        if (tokens.Count < 2)
            return text + choice.Of(Lines);
        var at = choice.Below(tokens.Count);
        switch (choice.Below(11))
        {
            case 0:
                var other = choice.Below(tokens.Count);
                (tokens[at], tokens[other]) = (tokens[other], tokens[at]);
                break;
            case 1:
                tokens.RemoveRange(at, Math.Min(1 + choice.Below(3), tokens.Count - at));
                break;
            case 2:
                var lines = text.Split('\n');
                return text + lines[choice.Below(lines.Length)] + "\n";
            case 3:
                var numbers = Enumerable.Range(0, tokens.Count).Where(index => char.IsAsciiDigit(tokens[index][0])).ToArray();
                if (numbers.Length > 0)
                    tokens[numbers[choice.Below(numbers.Length)]] = choice.Of(Numbers);
                break;
            case 4:
                var depth = 1 + choice.Below(2000);
                tokens[at] = choice.Below(2) == 0
                    ? new string('[', depth) + tokens[at] + new string(']', depth)
                    : string.Concat(Enumerable.Repeat("{a: ", depth)) + "1" + new string('}', depth);
                break;
            case 5:
                tokens.Insert(at, choice.Of(Oddities));
                break;
            case 6:
                tokens.Insert(at, choice.Of(Anchors));
                break;
            case 7:
                tokens[at] = new string(choice.Below(2) == 0 ? 'x' : '9', 1 + choice.Below(100_000));
                break;
            case 8:
                tokens[at] = choice.Below(2) == 0 ? choice.Of([.. SettingCatalog.Names]) : tokens[choice.Below(tokens.Count)];
                break;
            default:
                return Replace(text, choice.Of(Lines));
        }

        return string.Concat(tokens);
    }

    // A whole section in place of the one of that name.
    private static string Replace(string text, string line)
    {
        var key = line[..(line.IndexOf(':', StringComparison.Ordinal) + 1)];
        var kept = new List<string>();
        var isWithin = false;
        foreach (var own in text.Split('\n'))
        {
            isWithin = own.StartsWith(key, StringComparison.Ordinal) || (isWithin && (own.Length == 0 || own[0] is ' ' or '-' or '#'));
            if (!isWithin)
                kept.Add(own);
        }

        return $"{string.Join('\n', kept)}\n{line}";
    }

    [GeneratedRegex(@"[\w.+-]+|[ \t]+|\n|.", RegexOptions.Singleline)]
    private static partial Regex Token();

    [GeneratedRegex(@"^\s*at |Exception|System\.|SweepCluster\.|YamlDotNet|`\d", RegexOptions.Multiline)]
    private static partial Regex Insides();

    /// <summary>The choices of one mutation, in order.</summary>
    private sealed class Choices(Philox random)
    {
        private ulong _next;

        public int Below(int count) => random.Below(_next++, count);

        public string Of(string[] options) => options[Below(options.Length)];
    }
}
