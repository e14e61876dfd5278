using SweepCluster.Model.Spec.Parsing;

namespace SweepCluster.Coordinator.Hosting;

/// <summary>Suggests commands and options for a word that is neither: by what other programs call them, then by spelling.</summary>
internal static class WordSuggestions
{
    /// <summary>Maximum number of suggestions.</summary>
    public const int MaxCount = 3;

    private static readonly Dictionary<string, string[]> Commands = new(StringComparer.OrdinalIgnoreCase)
    {
        ["abort"] = ["cancel"],
        ["add"] = ["run", "extend"],
        ["check"] = ["validate", "doctor"],
        ["classify"] = ["predict"],
        ["clean"] = ["gc", "rm"],
        ["cleanup"] = ["gc", "rm"],
        ["compact"] = ["gc"],
        ["continue"] = ["resume"],
        ["copy"] = ["clone"],
        ["create"] = ["init", "run"],
        ["dashboard"] = ["serve"],
        ["dataset"] = ["data"],
        ["datasets"] = ["data"],
        ["del"] = ["rm"],
        ["delete"] = ["rm"],
        ["describe"] = ["show"],
        ["download"] = ["data", "export"],
        ["dump"] = ["export"],
        ["duplicate"] = ["clone"],
        ["enqueue"] = ["submit"],
        ["follow"] = ["watch"],
        ["fork"] = ["clone"],
        ["get"] = ["show", "export"],
        ["gui"] = ["serve"],
        ["halt"] = ["pause", "cancel"],
        ["history"] = ["ls"],
        ["html"] = ["report"],
        ["infer"] = ["predict"],
        ["info"] = ["show", "doctor"],
        ["jobs"] = ["ls"],
        ["kill"] = ["cancel"],
        ["launch"] = ["run"],
        ["lint"] = ["validate"],
        ["list"] = ["ls"],
        ["log"] = ["watch", "show"],
        ["logs"] = ["watch", "show"],
        ["man"] = ["help"],
        ["monitor"] = ["watch"],
        ["new"] = ["init"],
        ["optimize"] = ["run"],
        ["plan"] = ["validate"],
        ["plot"] = ["report"],
        ["plots"] = ["report"],
        ["prune"] = ["gc", "rm"],
        ["ps"] = ["ls"],
        ["rank"] = ["leaderboard"],
        ["ranking"] = ["leaderboard"],
        ["remove"] = ["rm"],
        ["rerun"] = ["retry", "clone"],
        ["restart"] = ["resume", "retry"],
        ["results"] = ["leaderboard", "export"],
        ["save"] = ["export"],
        ["server"] = ["serve"],
        ["start"] = ["run", "serve"],
        ["status"] = ["ls", "show"],
        ["stop"] = ["pause", "cancel"],
        ["studies"] = ["ls"],
        ["study"] = ["show"],
        ["sweeps"] = ["ls"],
        ["tail"] = ["watch"],
        ["token"] = ["keys"],
        ["top"] = ["leaderboard"],
        ["train"] = ["run"],
        ["trial"] = ["show"],
        ["trials"] = ["show", "export"],
        ["ui"] = ["serve"],
        ["unpause"] = ["resume"],
        ["update"] = ["edit"],
        ["verify"] = ["validate", "data"],
        ["view"] = ["show"],
        ["web"] = ["serve"],
        ["winner"] = ["best", "leaderboard"],
    };

    // Without the dashes before them.
    private static readonly Dictionary<string, string[]> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        ["all"] = ["--top"],
        ["api-key"] = ["--api-key-file"],
        ["cores"] = ["--workers"],
        ["count"] = ["--top"],
        ["cpus"] = ["--workers"],
        ["database"] = ["--postgres"],
        ["db"] = ["--postgres"],
        ["device"] = ["--trainer"],
        ["dir"] = ["--home"],
        ["epoch"] = ["--epochs"],
        ["f"] = ["--yes", "--output"],
        ["file"] = ["--output"],
        ["folder"] = ["--home"],
        ["force"] = ["--yes"],
        ["gpu"] = ["--trainer"],
        ["gpus"] = ["--trainer"],
        ["host"] = ["--cluster", "--listen"],
        ["j"] = ["--workers"],
        ["jobs"] = ["--workers"],
        ["k"] = ["--top"],
        ["key"] = ["--api-key-file"],
        ["limit"] = ["--top"],
        ["n"] = ["--top", "--seeds"],
        ["out"] = ["--output"],
        ["override"] = ["--set"],
        ["param"] = ["--set"],
        ["port"] = ["--dashboard-port", "--listen", "--metrics-port"],
        ["remote"] = ["--cluster"],
        ["repeat"] = ["--seeds"],
        ["repeats"] = ["--seeds"],
        ["server"] = ["--cluster"],
        ["silent"] = ["--quiet"],
        ["store"] = ["--postgres", "--home"],
        ["threads"] = ["--workers"],
        ["token"] = ["--api-key-file"],
        ["ui"] = ["--dashboard"],
        ["url"] = ["--cluster"],
        ["y"] = ["--yes"],
    };

    /// <summary>The commands that a user probably meant, best first; empty if none is near.</summary>
    public static IReadOnlyList<string> Command(string word, IReadOnlyCollection<string> candidates) => Find(word, candidates, Commands);

    /// <summary>The options that a user probably meant, best first, with their dashes; empty if none is near.</summary>
    /// <param name="word">The option as it was written, without a value.</param>
    public static IReadOnlyList<string> Option(string word, IReadOnlyCollection<string> candidates) =>
        Find(word.TrimStart('-'), candidates, Options);

    /// <summary>"Did you mean a, b or c? " or nothing.</summary>
    public static string Question(IReadOnlyList<string> suggestions) => suggestions switch
    {
        [] => "",
        [var only] => $"Did you mean {only}? ",
        _ => $"Did you mean {string.Join(", ", suggestions.SkipLast(1))} or {suggestions[^1]}? ",
    };

    private static List<string> Find(string word, IReadOnlyCollection<string> candidates, Dictionary<string, string[]> synonyms) =>
    [
        .. synonyms.GetValueOrDefault(word, []).Where(candidates.Contains)
            .Concat(NearestName.FindAll(word, candidates))
            .Distinct(StringComparer.Ordinal)
            .Take(MaxCount),
    ];
}
