using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using SweepCluster.Deploy.Tests.Guide;
using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Deploy.Tests;

/// <summary>The commands of the guides: each option, file and object that they name is there.</summary>
public sealed partial class GuideCommandTests
{
    private const string Namespace = "sweepcluster";

    /// <summary>Programs whose arguments are not ours to know.</summary>
    private static readonly string[] Foreign =
    [
        "cat", "mkdir", "umask", "printf", "openssl", "tr", "base64", "sed", "rm", "helm", "pg_dump", "pg_restore", "kill", "ps", "df",
    ];

    private static readonly string[] FoldersOfTheTree = ["deploy", "docs", "sweeps", "grafana", "eng", "src"];

    private static readonly Lazy<string> Code = new(() => Sources.ReadAll("src"));

    private static readonly ConcurrentDictionary<string, string> Help = new();

    public static TheoryData<string> Pages() => ["kubernetes.md", "operations.md", "compose.md"];

    [IntegrationTheory]
    [MemberData(nameof(Pages))]
    public async Task Blocks_OfAPage_AreValidShell(string page)
    {
        foreach (var block in Blocks(page))
        {
            var (code, _, error) = await ChildProcess.RunAsync(new("bash", ["-n", "-c", block.Text]));
            code.ShouldBe(0, $"{block}: {error}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Programs_OfAPage_AreThoseWhoseArgumentsAreLookedUp(string page)
    {
        foreach (var (command, place) in Commands(page).Where(found => found.Command.Words.Count > 0))
        {
            var isKnown = Foreign.Contains(command.Program) || command.Program is "./sweep" or "kubectl" or "docker" or "kind"
                || File.Exists(RepositoryFolder.Combine(command.Program.Split('/')));
            isKnown.ShouldBeTrue($"{place}: {command.Program} is checked by no test");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Verbs_OfSweep_TakeTheOptionsThatAreNamed(string page)
    {
        foreach (var (command, place) in Commands(page).Where(found => found.Command.Program == "./sweep"))
        {
            CommandReference.ShouldTake(command, place);
            foreach (var name in command.Settings.Keys)
                Code.Value.ShouldContain($"\"{name}\"", customMessage: $"{place}: nothing reads {name}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Variables_OfAPage_AreSetBefore(string page)
    {
        var set = new HashSet<string> { "HOME", "PWD", "URL" };
        foreach (var block in Blocks(page))
        {
            set.UnionWith(ShellScript.Parse(block.Text).SelectMany(command => command.Settings.Keys));
            foreach (Match variable in Variable().Matches(block.Text))
                set.ShouldContain(variable.Groups[1].Value, $"{block}: nothing has set {variable.Value}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Paths_OfTheTree_Exist(string page)
    {
        var made = new HashSet<string>();
        foreach (var (command, place) in Commands(page))
        {
            if (command.Program == "mkdir")
                made.UnionWith(command.Words.Skip(1));
            if (command.Output is { } output)
                made.Add(output);
            foreach (var path in command.Words.Where(word => FoldersOfTheTree.Contains(word.Split('/')[0]) && word.Contains('/')))
            {
                var exists = Path.Exists(RepositoryFolder.Combine(path.Split('/'))) || made.Contains(path);
                exists.ShouldBeTrue($"{place}: there is no {path}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Builds_OfImages_PassArgumentsThatTheDockerfileTakes(string page)
    {
        var images = Yaml.Documents(Sources.Read("deploy", "k8s", "components", "version", "kustomization.yaml")).Single()["images"].Items
            .Select(image => image.Name).ToArray();
        foreach (var (command, place) in Commands(page).Where(found => found.Command.Words is ["docker", "build", ..]))
        {
            var dockerfile = Sources.Read(After(command, "-f").Split('/'));
            dockerfile.ShouldContain($"ARG {After(command, "--build-arg").Split('=')[0]}", customMessage: place);
            images.ShouldContain(After(command, "-t").Split(':')[0], place);
        }

        foreach (var (command, place) in Commands(page).Where(found => found.Command.Words is ["kind", "load", "docker-image", ..]))
            command.Words.Skip(3).Select(image => image.Split(':')[0]).ShouldBeSubsetOf(images, place);
    }

    [KubectlTheory]
    [MemberData(nameof(Pages))]
    public async Task Kubectl_TakesTheOptionsThatAreNamed(string page)
    {
        foreach (var (command, place) in Commands(page).Where(found => found.Command.Program == "kubectl"))
        {
            var (_, arguments) = Split(command);
            if (arguments.Count == 0)
                continue;
            string[] verb = arguments is ["create", "secret", var kind, ..]
                ? ["create", "secret", kind]
                : arguments is ["rollout" or "create", var child, ..] ? [arguments[0], child] : [arguments[0]];
            var help = await HelpAsync([.. verb, "--help"]) + await HelpAsync(["options"]);
            foreach (var option in command.Options)
                Regex.IsMatch(help, $@"(?<=^|[\s,]){Regex.Escape(option)}(?=[=,:\s])", RegexOptions.Multiline)
                    .ShouldBeTrue($"{place}: kubectl {string.Join(' ', verb)} has no option {option}");
        }
    }

    [KubectlTheory]
    [MemberData(nameof(Pages))]
    public void Objects_ThatKubectlNames_AreRendered(string page)
    {
        var objects = Cluster.Render(Cluster.Full).Objects
            .Concat(Yaml.Documents(Kustomize.Build(Path.Combine(Cluster.Folder, "examples", "submit"))))
            .Where(found => found["metadata"]["namespace"].Text == Namespace)
            .Select(found => $"{found.Kind.ToLowerInvariant()}/{found.Name}")
            .ToHashSet();
        foreach (var (command, place) in Commands(page).Where(found => found.Command.Program == "kubectl"))
        {
            var (space, arguments) = Split(command);
            if (space != Namespace)
                continue;
            var named = arguments.Where(word => ObjectName().IsMatch(word)).ToList();
            if (arguments is ["delete", "job", ..])
                named.AddRange(arguments.Skip(2).TakeWhile(word => word[0] != '-').Select(name => $"job/{name}"));
            named.ShouldBeSubsetOf(objects, place);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Secrets_ThatAreMade_AreReadByPods(string page)
    {
        var manifests = Directory.EnumerateFiles(Cluster.Folder, "*.yaml", SearchOption.AllDirectories);
        var files = string.Join('\n', manifests.Select(File.ReadAllText));
        foreach (var (command, place) in Commands(page))
        {
            if (command.Words.SkipWhile(word => word != "generic").Skip(1).FirstOrDefault() is { } secret)
                files.ShouldContain(secret, customMessage: $"{place}: no pod reads {secret}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Secrets_OfAPage_AreWrittenOutsideTheTreeForTheirOwnerAlone(string page)
    {
        var commands = Commands(page).ToList();
        var first = commands.FindIndex(found => Secret(found.Command));
        if (first < 0)
            return;

        var mask = commands.FindIndex(found => found.Command.Words is ["umask", "077"]);
        mask.ShouldBeInRange(0, first, "the mask comes before the first secret");
        foreach (var (command, place) in commands.Where(found => Secret(found.Command)))
        {
            (command.Output ?? "$KEYS/").ShouldStartWith("$KEYS/", customMessage: place);
            command.Settings.GetValueOrDefault("SWEEP_KEYS", "$KEYS/keys.json").ShouldStartWith("$KEYS/", customMessage: place);
            // Other users see the arguments of programs.
            command.Options.ShouldNotContain("--from-literal", place);
        }
    }

    private static bool Secret(ShellCommand command) =>
        command.Words is ["./sweep", "keys", "add", ..] or ["openssl", ..]
        || (command.Words.Contains("secret") && command.Words.Contains("generic"));

    private static IEnumerable<CodeBlock> Blocks(string page) => GuidePage.Read(page).Where(block => block.Language == "sh");

    /// <summary>The commands of a page with their places; <c>k</c> is written out.</summary>
    private static IEnumerable<(ShellCommand Command, string Place)> Commands(string page) =>
        from block in Blocks(page)
        from command in ShellScript.Parse(block.Text)
        let words = command.Program == "k" ? ["kubectl", "-n", Namespace, .. command.Words.Skip(1)] : command.Words
        select (command with { Words = words }, $"{block.Page}:{block.Line + command.Line - 1}");

    /// <summary>The namespace of a call of kubectl, and its arguments after that.</summary>
    private static (string? Namespace, IReadOnlyList<string> Arguments) Split(ShellCommand command) =>
        command.Words is [_, "-n", var space, ..] ? (space, command.Words.Skip(3).ToArray()) : (null, command.Words.Skip(1).ToArray());

    private static string After(ShellCommand command, string option) => command.Words[command.Words.ToList().IndexOf(option) + 1];

    private static async Task<string> HelpAsync(string[] arguments)
    {
        var key = string.Join(' ', arguments);
        if (Help.TryGetValue(key, out var known))
            return known;
        var (code, output, error) = await ChildProcess.RunAsync(new("kubectl", arguments));
        code.ShouldBe(0, $"kubectl {key}: {error}");
        return Help[key] = output;
    }

    [GeneratedRegex(@"\$\{?([A-Za-z_]\w*)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^(deployment|statefulset|job|service)/[\w.-]+$")]
    private static partial Regex ObjectName();
}
