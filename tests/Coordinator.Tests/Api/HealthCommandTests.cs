using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Tests.Commands;
using SweepCluster.Testing.Servers;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary><c>sweep health</c>, by what it prints and its exit code.</summary>
public sealed class HealthCommandTests : IAsyncDisposable
{
    private readonly ApiRig _api = new();
    private readonly VerbRun _verbs = new();

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        _verbs.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("health/ready")]
    public async Task Health_OfAServerThatIsReady_IsGood(string path)
    {
        await _api.StartAsync();

        (await _verbs.RunAsync("health", $"{_api.Server.Address}{path}"))
            .ShouldBe((ExitCodes.Done, $"{_api.Server.Address}health/ready: ready\n", ""));
    }

    [Fact]
    public async Task Health_OfAServerThatWaitsForSilos_IsBadWhileItIsAlive()
    {
        _api.Obstacle = "no silo is reachable at localhost:30000";
        await _api.StartAsync();

        (await _verbs.RunAsync("health", _api.Server.Address.AbsoluteUri)).ShouldBe((
            ExitCodes.InternalError,
            $"{_api.Server.Address}health/ready: The server is not ready: no silo is reachable at localhost:30000. (503)\n", ""));
        (await _verbs.RunAsync("health", $"{_api.Server.Address}health/live")).Code.ShouldBe(ExitCodes.Done);
    }

    [Fact]
    public async Task Health_WhereNothingAnswers_IsBad()
    {
        var (code, output, _) = await _verbs.RunAsync("health", $"http://127.0.0.1:{FreePort.FindText()}");

        code.ShouldBe(ExitCodes.InternalError);
        output.ShouldContain("/health/ready: nothing answers: ");
        output.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task Health_OfAServerThatIsSilent_IsBadAfterTheTimeout()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        var (code, output, _) = await _verbs.RunAsync("health", $"http://{silent.LocalEndpoint}", "--timeout", "1");

        (code, output).ShouldBe((ExitCodes.InternalError, $"http://{silent.LocalEndpoint}/health/ready: no answer within 1 s\n"));
    }

    [Fact]
    public async Task Health_AsJson_IsAnObject()
    {
        await _api.StartAsync();

        var (_, output, _) = await _verbs.RunAsync("health", _api.Server.Address.AbsoluteUri, "--json");

        var answer = JsonDocument.Parse(output).RootElement;
        answer.GetProperty("healthy").GetBoolean().ShouldBeTrue();
        answer.GetProperty("answer").GetString().ShouldBe("ready");
    }

    [Theory]
    [InlineData("URL: 'localhost' is not the address of a server.", "localhost")]
    [InlineData("URL: 'ftp://127.0.0.1' is not the address of a server.", "ftp://127.0.0.1")]
    [InlineData("URL: an address with a user's name is not the address of a server.", "http://ada:secret@127.0.0.1")]
    [InlineData("--timeout: 0 is not possible.", "http://127.0.0.1", "--timeout", "0")]
    [InlineData("--timeout: 'soon' is not a whole number.", "http://127.0.0.1", "--timeout", "soon")]
    public async Task Health_ArgumentThatIsImpossible_IsRefusedInOneLine(string message, params string[] arguments)
    {
        var (code, output, error) = await _verbs.RunAsync(["health", .. arguments]);

        (code, output).ShouldBe((ExitCodes.BadInput, ""));
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith(message);
        error.ShouldNotContain("secret");
    }
}
