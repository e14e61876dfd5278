using System.Diagnostics;
using System.Text.RegularExpressions;
using SweepCluster.Telemetry.Metrics;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using YamlDotNet.RepresentationModel;

namespace SweepCluster.Telemetry.Tests.Pages;

/// <summary>What <c>docs/grafana.md</c> and <c>docs/metrics.md</c> tell their readers to type is carried out as far as it can be without a
/// Grafana, and compared with the files that it is about.</summary>
public sealed partial class GrafanaPageTests : IDisposable
{
    private const string Page = "grafana.md";

    /// <summary>Takes the place of programs that a test can't or needn't run: each prints how it was called.</summary>
    private const string Stubs = """
        set -eu
        prometheus() { echo "prometheus $*"; }
        grafana() { echo "grafana $SWEEP_PROMETHEUS $SWEEP_DASHBOARDS $*"; }
        sweep() { echo "sweep $*"; }
        sudo() { "$@"; }
        systemctl() { echo "systemctl $*"; }

        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Yaml_IsValidAndTheDataSourceIsThatOfTheFile()
    {
        foreach (var snippet in Snippet.Read(Page, "yaml").Concat(Snippet.Read("metrics.md", "yaml")))
            Should.NotThrow(() => Load(snippet.Text), snippet.ToString());

        Load(Snippet.Read(Page, "yaml").ShouldHaveSingleItem().Text).ShouldBe(
            Load(File.ReadAllText(RepositoryFolder.Combine("grafana", "provisioning", "datasources", "sweepcluster.yaml"))));
    }

    [Fact]
    public void DataSource_IsNotTheDefaultAndHasANameOfItsOwn()
    {
        var source = (YamlMappingNode)Load(File.ReadAllText(
            RepositoryFolder.Combine("grafana", "provisioning", "datasources", "sweepcluster.yaml")))["datasources"][0];

        source["isDefault"].ToString().ShouldBe("false");
        (source["name"].ToString(), source["uid"].ToString()).ShouldBe(("SweepCluster", "sweepcluster"));
    }

    [PrometheusFact]
    public async Task Queries_AreValidAndAskMetricsThereAre()
    {
        Snippet[] queries = [.. Snippet.Read(Page, "promql").Concat(Snippet.Read("metrics.md", "promql"))];
        var rules = queries.Select((query, number) => $"  - {{record: 'page:query:{number}', expr: {Quoted(query.Text)}}}\n");
        await File.WriteAllTextAsync(
            _folder.Combine("rules.yml"),
            $"groups:\n- name: pages\n  rules:\n{string.Concat(rules)}",
            TestContext.Current.CancellationToken);

        var (code, output) = await PrometheusServer.PromtoolAsync("", "check", "rules", _folder.Combine("rules.yml"));

        code.ShouldBe(0, output);
        queries.Length.ShouldBeGreaterThanOrEqualTo(4);
        foreach (var query in queries)
        {
            foreach (var name in Metric().Matches(query.Text).Select(match => match.Value))
                MetricCatalog.All.ShouldContain(metric => metric.Name == name, $"{query}: {name}");
        }
    }

    [Fact]
    public void Files_ThatCommandsName_AreThere()
    {
        foreach (var snippet in Snippet.Read(Page, "bash"))
        {
            foreach (var path in RepositoryPath().Matches(snippet.Text).Select(match => match.Value))
            {
                var name = Path.GetFileName(path);
                var there = name.Contains('*', StringComparison.Ordinal)
                    ? Directory.EnumerateFiles(RepositoryFolder.Combine(Path.GetDirectoryName(path)!), name).Any()
                    : Path.Exists(RepositoryFolder.Combine(path));
                there.ShouldBeTrue($"{snippet}: {path}");
            }
        }
    }

    [Fact]
    public void Options_OfTheProgram_AreThoseOfItsCommands()
    {
        var commands = File.ReadAllText(RepositoryFolder.Combine("docs", "cli.md"));
        foreach (var snippet in Snippet.Read(Page, "bash"))
        {
            foreach (Match call in Call().Matches(snippet.Text))
            {
                var command = Regex.Match(commands, $@"(?ms)^## {call.Groups[1].Value}$.*?(?=^## |\z)").Value;
                command.ShouldNotBeEmpty($"{snippet}: {call.Value}");
                foreach (Match option in Option().Matches(call.Groups[2].Value))
                    command.ShouldContain($"`{option.Value}", Case.Sensitive, snippet.ToString());
            }
        }
    }

    [PrometheusFact]
    public async Task OnOneMachine_PrometheusAndGrafanaGetFilesThatAreThere()
    {
        var snippets = Snippet.Read(Page, "bash");

        var prometheus = await RunAsync(snippets[0].Text.Replace("/tmp/", _folder.Path + "/"), RepositoryFolder.Root);
        var grafana = await RunAsync(snippets[1].Text, RepositoryFolder.Root);

        prometheus.ShouldContain($"prometheus --config.file={_folder.Combine("prometheus.yml")}");
        prometheus.ShouldContain("sweep run sweeps/quickstart.yaml --metrics-port 9464");
        var (code, output) = await PrometheusServer.PromtoolAsync("", "check", "config", _folder.Combine("prometheus.yml"));
        code.ShouldBe(0, output);
        output.ShouldContain("sweepcluster.rules.yml");
        var words = grafana.Trim().Split(' ');
        words[..2].ShouldBe(["grafana", "http://127.0.0.1:9090"]);
        Directory.EnumerateFiles(words[2], "*.json").Count().ShouldBe(3);
        var provisioning = words[^1].Split('=')[1];
        File.Exists(Path.Combine(provisioning, "dashboards", "sweepcluster.yaml")).ShouldBeTrue();
        File.Exists(Path.Combine(provisioning, "datasources", "sweepcluster.yaml")).ShouldBeTrue();
    }

    [IntegrationFact]
    public async Task BesideAGrafana_FilesLieWhereItReadsThemAndReplaceNone()
    {
        foreach (var folder in new[] { "etc/grafana/provisioning/dashboards", "etc/grafana/provisioning/datasources", "etc/default" })
            Directory.CreateDirectory(_folder.Combine(folder));
        var theirs = _folder.Combine("etc/grafana/provisioning/datasources", "prometheus.yaml");
        await File.WriteAllTextAsync(theirs, "theirs", TestContext.Current.CancellationToken);
        var blocks = Snippet.Read(Page, "bash").Where(snippet => snippet.Text.Contains("/etc/", StringComparison.Ordinal)).ToArray();
        blocks.Length.ShouldBe(2);

        foreach (var block in blocks)
        {
            // The value of the variable is for Grafana, which reads its own file system.
            var script = Absolute().Replace(block.Text, match => $"{_folder.Path}{match.Value}");
            (await RunAsync(script, RepositoryFolder.Root)).ShouldContain("systemctl restart grafana-server");
        }

        var settings = await File.ReadAllTextAsync(_folder.Combine("etc/default/grafana-server"), TestContext.Current.CancellationToken);
        Directory.EnumerateFiles(_folder.Combine("var/lib/grafana/sweepcluster"), "*.json").Count().ShouldBe(3);
        foreach (var kind in new[] { "dashboards", "datasources" })
        {
            var text = await File.ReadAllTextAsync(
                _folder.Combine("etc/grafana/provisioning", kind, "sweepcluster.yaml"), TestContext.Current.CancellationToken);
            foreach (var variable in Variable().Matches(text).Select(match => match.Groups[1].Value))
                settings.ShouldContain($"{variable}=");
        }

        (await File.ReadAllTextAsync(theirs, TestContext.Current.CancellationToken)).ShouldBe("theirs");
    }

    [PrometheusFact]
    public async Task Runbooks_AreMovedToTheReadersAddressInBothFiles()
    {
        string[] files = ["grafana/rules/sweepcluster.rules.yml", "grafana/prometheus-rule.yaml"];
        Directory.CreateDirectory(_folder.Combine("grafana", "rules"));
        foreach (var file in files)
            File.Copy(RepositoryFolder.Combine(file), _folder.Combine(file));

        await RunAsync(
            Snippet.Read(Page, "bash").Single(snippet => snippet.Text.StartsWith("sed ", StringComparison.Ordinal)).Text, _folder.Path);

        foreach (var file in files)
        {
            var text = await File.ReadAllTextAsync(_folder.Combine(file), TestContext.Current.CancellationToken);
            text.ShouldNotContain("docs.example.com");
            text.ShouldContain("operations.md#sweepstalled");
        }

        var (code, output) = await PrometheusServer.PromtoolAsync("", "check", "rules", _folder.Combine(files[0]));
        code.ShouldBe(0, output);
    }

    [PrometheusFact]
    public async Task Promtool_IsCalledAsThePageSays()
    {
        var block = Snippet.Read(Page, "bash").Single(snippet => snippet.Text.StartsWith("promtool ", StringComparison.Ordinal));

        (await RunAsync(block.Text, RepositoryFolder.Root)).ShouldContain("SUCCESS");
    }

    private static YamlNode Load(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Single().RootNode;
    }

    private static string Quoted(string query) => $"'{query.ReplaceLineEndings(" ").Replace("'", "''")}'";

    private static async Task<string> RunAsync(string script, string folder)
    {
        // A path with a slash is never a function.
        var text = Stubs + script.Replace("./sweep ", "sweep ");
        var start = new ProcessStartInfo("bash", ["-s"]) { WorkingDirectory = folder };
        var (code, output, error) = await ChildProcess.RunAsync(start, text);
        code.ShouldBe(0, $"{script}{output}{error}");
        return output;
    }

    [GeneratedRegex(@"\bsweepcluster_\w+")]
    private static partial Regex Metric();

    [GeneratedRegex(@"(?<![\w/.])(?:grafana|sweeps)/[\w./*-]+")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"\./sweep (\w+)(.*)")]
    private static partial Regex Call();

    [GeneratedRegex(@"--[\w-]+")]
    private static partial Regex Option();

    [GeneratedRegex(@"(?<=[ ])/(?:etc|var)/[\w./-]*")]
    private static partial Regex Absolute();

    [GeneratedRegex(@"(?m)^[^#\n]*\$([A-Z]\w*)")]
    private static partial Regex Variable();
}
