using System.Globalization;
using System.Text.RegularExpressions;
using SweepCluster.Deploy.Tests.Guide;
using SweepCluster.Deploy.Tests.Manifests;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using YamlDotNet.RepresentationModel;

namespace SweepCluster.Deploy.Tests;

/// <summary>The compose file, held to the format and to the code. Cluster.Tests starts its processes.</summary>
public sealed partial class ComposeTests
{
    private const string Mapping = "mapping";
    private const string List = "list";
    private const string Scalar = "scalar";

    private static readonly Yaml Compose = Yaml.Documents(Sources.Read("deploy", "compose", "compose.yaml")).Single();

    /// <summary>The keys of a service that we use, with what the compose specification lets them hold.</summary>
    private static readonly Dictionary<string, string[]> ServiceKeys = new()
    {
        ["build"] = [Mapping],
        ["command"] = [List],
        ["depends_on"] = [Mapping, List],
        ["deploy"] = [Mapping],
        ["entrypoint"] = [List],
        ["environment"] = [Mapping],
        ["healthcheck"] = [Mapping],
        ["image"] = [Scalar],
        ["network_mode"] = [Scalar],
        ["ports"] = [List],
        ["read_only"] = [Scalar],
        ["restart"] = [Scalar],
        ["stop_grace_period"] = [Scalar],
        ["tmpfs"] = [List],
        ["volumes"] = [List],
    };

    private static readonly Dictionary<string, string[]> InnerKeys = new()
    {
        ["build"] = ["context", "dockerfile", "target", "args"],
        ["deploy"] = ["replicas"],
        ["healthcheck"] = ["test", "interval", "timeout", "retries", "start_period"],
    };

    private static readonly Dictionary<string, Yaml> Services = Compose["services"].Entries;

    [Fact]
    public void Keys_OfTheFile_AreThoseOfTheFormat()
    {
        Compose.Entries.Keys.ShouldBe(["name", "services", "volumes"]);
        foreach (var (name, service) in Services)
        {
            foreach (var (key, value) in service.Entries)
            {
                ServiceKeys.ShouldContainKey(key, $"{name}: {key} is not a key of a service that we use");
                ServiceKeys[key].ShouldContain(KindOf(value), $"{name}.{key}");
                if (InnerKeys.TryGetValue(key, out var inner))
                    value.Entries.Keys.ShouldBeSubsetOf(inner, $"{name}.{key}");
            }

            foreach (var value in service["environment"].Entries)
                KindOf(value.Value).ShouldBe(Scalar, $"{name}.environment.{value.Key}");
            foreach (var duration in new[] { "interval", "timeout", "start_period" }.Select(key => service["healthcheck"][key].Text)
                .Append(service["stop_grace_period"].Text))
                (duration ?? "1s").ShouldMatch("^[0-9]+s$", $"{name}: a duration has a unit");
        }
    }

    [Fact]
    public void Dependencies_OfServices_AreServicesThatCanMeetThem()
    {
        foreach (var (name, service) in Services)
        {
            var needed = service["depends_on"].Entries
                .Select(entry => (Service: entry.Key, Condition: entry.Value["condition"].Text))
                .Concat(service["depends_on"].Texts.Select(other => (Service: other, Condition: (string?)"service_started")));
            foreach (var (other, condition) in needed)
            {
                Services.ShouldContainKey(other, name);
                condition.ShouldBeOneOf("service_started", "service_healthy", "service_completed_successfully");
                Services[other]["healthcheck"].Exists.ShouldBe(condition == "service_healthy", $"{name} waits for {other}");
                // What is started again does not complete.
                if (condition == "service_completed_successfully")
                    Services[other]["restart"].Exists.ShouldBeFalse(other);
            }
        }
    }

    [Fact]
    public void Images_OfServices_AreBuiltHereOrNamedByDigest()
    {
        foreach (var (name, service) in Services)
        {
            if (!service["build"].Exists)
            {
                service["image"].Text.ShouldNotBeNull(name).ShouldMatch("^[a-z/]+:[v0-9.]+@sha256:[0-9a-f]{64}$", name);
                continue;
            }

            service["build"]["context"].Text.ShouldBe("../..", name);
            var dockerfile = Sources.Read(service["build"]["dockerfile"].Text!.Split('/'));
            if (service["build"]["target"].Text is { } target)
                dockerfile.ShouldContain($" AS {target}\n", customMessage: name);
            foreach (var argument in service["build"]["args"].Map.Keys)
                dockerfile.ShouldContain($"ARG {argument}\n", customMessage: name);
        }

        Sources.Read("deploy", "k8s", "components", "postgres", "postgres.yaml").ShouldContain(Services["postgres"]["image"].Text!);
    }

    [Fact]
    public void Ports_OfServices_AreOpenToThisMachineAlone()
    {
        foreach (var port in Services.Values.SelectMany(service => service["ports"].Texts))
            port.ShouldMatch(@"^127\.0\.0\.1:\$\{SWEEP_\w+:-\d+\}:\d+$");
    }

    [Fact]
    public void Volumes_OfServices_Exist()
    {
        var folder = RepositoryFolder.Combine("deploy", "compose");
        foreach (var (name, service) in Services)
        {
            foreach (var volume in service["volumes"].Texts)
            {
                var parts = volume.Split(':');
                parts.Length.ShouldBeInRange(2, 3, $"{name}: {volume}");
                if (!parts[0].StartsWith('.'))
                    Compose["volumes"].Entries.ShouldContainKey(parts[0], $"{name}: {volume}");
                else
                    Path.Exists(Path.GetFullPath(parts[0], folder)).ShouldBeTrue($"{name}: {volume}");
                // What lies in the tree is read, not written.
                (parts[0].StartsWith('.') ? parts.ElementAtOrDefault(2) : "ro").ShouldBe("ro", $"{name}: {volume}");
            }
        }

        // A new volume belongs to the user of the image that is the first to mount it.
        Sources.Read("deploy", "docker", "silo.Dockerfile").ShouldContain("--chown=1654:1654 /empty /checkpoints\n");
    }

    [Fact]
    public void Commands_OfTheCommandLine_TakeTheOptionsThatAreNamed()
    {
        var commands = (
            from service in Services
            let build = service.Value["build"]["dockerfile"].Text ?? ""
            where build.Contains("api", StringComparison.Ordinal) && !service.Value["entrypoint"].Exists
            select (service.Key, Words: service.Value["command"].Texts)).ToList();
        commands.Count.ShouldBe(2);
        foreach (var (name, service) in Services)
        {
            if (service["healthcheck"]["test"].Texts is ["CMD", "dotnet", "/app/sweep.dll", ..] and var test)
                commands.Add(($"{name}.healthcheck", [.. test.Skip(3)]));
        }

        commands.Count.ShouldBe(3);
        foreach (var (place, words) in commands)
            CommandReference.ShouldTake(ShellCommand.FromWords(["sweep", .. words]), place);
        Services["silo"]["healthcheck"]["test"].Texts.ShouldBe(["CMD", "dotnet", "/app/sweep-silo.dll", "health"]);
        Sources.Read("src", "Silo", "Health", "HealthMode.cs").ShouldContain("Verb = \"health\"");
        var script = Services["keys"]["command"].Texts.Single();
        foreach (var command in ShellScript.Parse(script).Where(command => command.Words is ["dotnet", ..]))
            CommandReference.ShouldTake(ShellCommand.FromWords([.. command.Words.Skip(1)]), "keys");
    }

    [Fact]
    public void Settings_OfOurServices_AreReadByTheCode()
    {
        var options = Sources.Read("src", "Silo", "Configuration", "SiloOptions.cs");
        var code = Sources.ReadAll("src");
        foreach (var name in Services["silo"]["environment"].Map.Keys)
            options.ShouldContain($" {name.Replace("Silo__", "", StringComparison.Ordinal)} {{ get; set; }}");
        foreach (var name in new[] { "api", "keys", "submit" }.SelectMany(service => Services[service]["environment"].Map.Keys))
            code.ShouldContain($"\"{name}\"");
        Services["api"]["environment"]["SWEEP_POSTGRES"].Text.ShouldBe(Services["silo"]["environment"]["Silo__Postgres"].Text);
    }

    [Fact]
    public void GracePeriod_OfSilos_IsLongerThanTheHostTakes()
    {
        var drain = Services["silo"]["environment"]["Silo__DrainSeconds"].Number!.Value;
        int.Parse(Services["silo"]["stop_grace_period"].Text![..^1], CultureInfo.InvariantCulture).ShouldBeGreaterThan(drain + 20);
    }

    [Fact]
    public void Prometheus_ScrapesTheSilosWhereTheyListen()
    {
        var configuration = Yaml.Documents(Sources.Read("deploy", "compose", "prometheus.yml")).Single();
        var found = configuration["scrape_configs"].Items.Single()["dns_sd_configs"].Items.Single();
        found["names"].Texts.ShouldHaveSingleItem().ShouldBe("silo");
        found["port"].Number.ShouldBe(new Uri(Services["silo"]["environment"]["Silo__Http"].Text!).Port);
        var rules = Path.GetDirectoryName(configuration["rule_files"].Texts.Single());
        Services["prometheus"]["volumes"].Texts.ShouldContain(volume => volume.Contains($".rules.yml:{rules}/", StringComparison.Ordinal));
    }

    [PrometheusFact]
    public async Task Configuration_OfPrometheus_IsValid()
    {
        var (code, output) = await PrometheusServer.PromtoolAsync(
            "", "check", "config", "--syntax-only", RepositoryFolder.Combine("deploy", "compose", "prometheus.yml"));

        code.ShouldBe(0, output);
    }

    [Fact]
    public void Grafana_HasTheVariablesAndFilesOfItsProvisioning()
    {
        var settings = Services["grafana"]["environment"].Map;
        var provisioned = string.Join('\n', Directory
            .EnumerateFiles(RepositoryFolder.Combine("grafana", "provisioning"), "*.yaml", SearchOption.AllDirectories)
            .Select(File.ReadAllText));
        var variables = Variable().Matches(provisioned).Select(match => match.Groups[1].Value).ToArray();

        variables.ShouldNotBeEmpty();
        variables.ShouldBeSubsetOf(settings.Keys);
        Services["grafana"]["volumes"].Texts.ShouldContain($"../../grafana/dashboards:{settings["SWEEP_DASHBOARDS"]}:ro");
        var home = settings["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"];
        home.ShouldStartWith($"{settings["SWEEP_DASHBOARDS"]}/");
        File.Exists(RepositoryFolder.Combine("grafana", "dashboards", Path.GetFileName(home))).ShouldBeTrue(home);
    }

    private static string KindOf(Yaml value) => value.Node switch
    {
        YamlMappingNode => Mapping,
        YamlSequenceNode => List,
        _ => Scalar,
    };

    // Comments name the variables of dashboards.
    [GeneratedRegex(@"(?<!#.*)\$([A-Z]\w*)")]
    private static partial Regex Variable();
}
