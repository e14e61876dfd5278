using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using SweepCluster.Silo.Health;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary><c>sweep-silo health</c>, with which a container asks its own silo.</summary>
public sealed class SiloHealthModeTests
{
    [Theory]
    [InlineData(null, "http://127.0.0.1:8081")]
    [InlineData("http://0.0.0.0:8081", "http://127.0.0.1:8081/")]
    [InlineData("http://[::]:8081", "http://[::1]:8081/")]
    [InlineData("http://10.0.0.7:9000", "http://10.0.0.7:9000/")]
    public void Address_ByDefault_IsThatOfTheSiloOnThisMachine(string? http, string url)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Silo:Http", http)]).Build();

        new Uri(HealthMode.DefaultUrl(configuration)).ShouldBe(new Uri(url));
    }

    [PostgresFact]
    public async Task Health_OfASilo_IsItsReadiness()
    {
        await using var silos = new SiloChildren(PostgresServer.Shared.CreateDatabase());
        var silo = await silos.StartAsync();

        var ready = await RunAsync([("Silo__Http", silo.HttpAddress)]);
        var named = await RunAsync([], $"{silo.HttpAddress}/health/live", "--timeout=60");
        silos.Kill(silo);
        var gone = await RunAsync([("Silo__Http", silo.HttpAddress)], "--timeout", "60");

        ready.ShouldBe((0, $"{silo.HttpAddress}/health/ready: ready\n", ""));
        named.ShouldBe((0, $"{silo.HttpAddress}/health/live: live\n", ""));
        (gone.Code, gone.Error).ShouldBe((1, ""));
        gone.Output.ShouldStartWith($"{silo.HttpAddress}/health/ready: nothing answers");
    }

    [Theory]
    [InlineData("'--tmeout' is not known", "--tmeout", "5")]
    [InlineData("--timeout: its value is missing", "--timeout")]
    [InlineData("--timeout: 'soon' is not a whole number", "--timeout=soon")]
    [InlineData("the configuration file can't be read", "--config", "/nowhere/silo.json")]
    public async Task Health_ArgumentThatIsImpossible_IsRefused(string message, params string[] arguments)
    {
        var (code, output, error) = await RunAsync([], arguments);

        (code, output).ShouldBe((2, ""));
        error.ShouldContain(message);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(
        (string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep-silo.dll"), "health", .. arguments]);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var (code, output, error) = await ChildProcess.RunAsync(start);
        return (code, output, error);
    }
}
