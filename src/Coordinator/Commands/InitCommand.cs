using System.CommandLine;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Results.Text;

namespace SweepCluster.Coordinator.Commands;

/// <summary><c>sweep init [FILE]</c>: writes a commented spec to start from, or the spec of a recorded sweep.</summary>
internal static class InitCommand
{
    private const string DefaultFile = "sweep.yaml";

    // FILE stands for the path of the file.
    private const string Template = """
        # A sweep: every combination of the settings under space, each trained with several seeds.
        #
        #     ./sweep validate FILE    # what it expands to, and how long it takes
        #     ./sweep run FILE
        #
        # docs/spec.md describes every key. Text after # is a comment.

        name: first-try          # the sweeps get the ids first-try-1, first-try-2, ...
        # description: What the sweep is to find out.
        # tags: [first]

        # Synthetic digits, drawn by SweepCluster itself. Others: mnist, fashion-mnist, or your own files (docs/data.md).
        dataset: {name: glyphs, train: 12000, test: 2000}

        # The last 2,000 training images are held out: val_accuracy is measured on them, and ranks the leaderboard.
        split: {last: 2000}

        # Repeats of every configuration from other random numbers. Claims need at least 3.
        seeds: 3

        # What all trials have in common.
        base:
          epochs: 3
          batch: 100
          optimizer: adam    # or {name: sgd, lr: 0.1, momentum: 0.9}
          lr: 0.001
          # dropout: 0.2
          # l2: 0.0001

        # What varies: 2 widths x 2 activations = 4 configurations, times 3 seeds = 12 trials.
        space:
          width: [32, 64]
          activation: [relu, tanh]
          # lr: {log: [0.0001, 0.01], points: 3}

        # search: {random: 50}            # draws instead of all combinations
        # objective: val_loss             # what ranks the leaderboard; by default val_accuracy
        # early_stopping: {patience: 3, restore_best: true}
        # limits: {wall_time: 1h, failures: 20}

        # What the results should show; a statistical test decides (docs/claims.md).
        claims:
          - {that: width=64 > width=32}

        """;

    public static Command Create(CommandHost host, GlobalOptions options)
    {
        var file = new Argument<string>("FILE")
        {
            Description = $"The file to write, which must not exist. Default: {DefaultFile}.",
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => DefaultFile,
        };
        var from = new Option<string?>("--from") { Description = "Write the spec of this recorded sweep instead.", HelpName = "ID" };
        var command = new Command("init", "Write a commented spec to start from, or the spec of a recorded sweep.") { file, from };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            var text = parsed.GetValue(from) is { } id
                ? await RecordedAsync(host, options.Read(parsed) with { OnlyReads = true }, parsed, id, cancellation)
                : New(path);
            SpecOutput.Write("FILE", path, text, replaces: false);
            parsed.InvocationConfiguration.Output.WriteLine(options.WantsJson(parsed)
                ? JsonLine.Object(json => json.WriteString("file", path))
                : $"{path} is written. Run it with: ./sweep run {path}");
            return ExitCodes.Done;
        });
        return command;
    }

    private static string New(string path) => Template.ReplaceLineEndings("\n").Replace("FILE", path, StringComparison.Ordinal);

    private static async Task<string> RecordedAsync(
        CommandHost host, CommandSettings settings, ParseResult parsed, string id, CancellationToken cancellation)
    {
        await using var store = host.OpenStore(settings);
        var scope = new CommandScope(host, settings, store, parsed.InvocationConfiguration.Output, cancellation);
        return (await scope.FindAsync(id)).SpecText;
    }
}
