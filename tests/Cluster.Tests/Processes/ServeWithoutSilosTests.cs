using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Servers;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Cluster.Tests.Processes;

/// <summary>The real API server before silos that come and go.</summary>
public sealed partial class ServeWithoutSilosTests
{
    private const string Spec = "name: late\ndataset: glyphs:train=500,test=100\nbase: {hidden: [16], epochs: 1}\nseeds: 2\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [PostgresFact]
    public async Task Serve_SilosThatComeAndGo_IsReadyWhileThereIsOne()
    {
        var connection = PostgresServer.Shared.CreateDatabase();
        await using var server = await Server.StartAsync(connection);
        await using var silos = new SiloChildren(connection);

        (await server.GetAsync("health/live")).Status.ShouldBe(HttpStatusCode.OK);
        (await server.GetAsync("health/ready")).Body.ShouldContain("no silo is reachable at the addresses in 127.0.0.1:");
        (await server.SubmitAsync()).Body.ShouldContain("no silo is reachable at");
        (await server.GetAsync("api/v1/sweeps")).ShouldBe((HttpStatusCode.OK, "[]"));

        var first = await silos.StartAsync();
        await server.WaitForReadinessAsync(HttpStatusCode.OK);
        (await server.SubmitAsync()).Status.ShouldBe(HttpStatusCode.Created);
        await Eventually.PassesAsync(
            "the sweep to finish",
            async () => (await server.GetAsync("api/v1/sweeps/late-1")).Body.ShouldContain("\"status\":\"finished\""));

        silos.Kill(first);
        await server.WaitForReadinessAsync(HttpStatusCode.ServiceUnavailable);
        (await server.GetAsync("health/live")).Status.ShouldBe(HttpStatusCode.OK);

        await silos.StartAsync();
        await server.WaitForReadinessAsync(HttpStatusCode.OK);
        await Eventually.PassesAsync(
            "a sweep to be taken", async () => (await server.SubmitAsync()).Status.ShouldBe(HttpStatusCode.Created));
    }

    [PostgresFact]
    public async Task Serve_TerminatedWhileItWaitsForSilos_Ends()
    {
        await using var server = await Server.StartAsync(PostgresServer.Shared.CreateDatabase());

        (await server.TerminateAsync()).ShouldBe(0, server.Printed);
    }

    /// <summary><c>sweep serve --silos postgres</c> with a home of its own.</summary>
    private sealed partial class Server : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();
        private readonly HttpClient _client = new();
        private readonly Process _process;
        private readonly ChildOutput _output;
        private readonly ChildOutput _error;

        private Server(string connection)
        {
            string[] arguments =
                ["serve", "--silos", "postgres", "--listen", "http://127.0.0.1:0", "--home", _folder.Path, "--postgres", connection];
            var start = ChildProcess.WithDefaultInterrupt("dotnet", [Path.Combine(AppContext.BaseDirectory, "sweep.dll"), .. arguments]);
            start.RedirectStandardOutput = start.RedirectStandardError = true;
            _process = ChildProcess.Start(start);
            (_output, _error) = (new(_process.StandardOutput), new(_process.StandardError));
        }

        public string Printed => _output.Text + _error.Text;

        public static async Task<Server> StartAsync(string connection)
        {
            var server = new Server(connection);
            try
            {
                await Eventually.HoldsAsync(
                    "a server that waits for silos",
                    () => server._process.HasExited || server._output.Text.Contains("Not ready: no silo", StringComparison.Ordinal),
                    () => server.Printed);
                server._process.HasExited.ShouldBeFalse(server.Printed);
                server._client.BaseAddress = new(ServingLine().Match(server._output.Text).Groups[1].Value);
                return server;
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }

        public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
        {
            using var answer = await _client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        }

        public async Task<(HttpStatusCode Status, string Body)> SubmitAsync()
        {
            using var spec = new StringContent(Spec, Encoding.UTF8, "application/yaml");
            using var answer = await _client.PostAsync(new Uri("api/v1/sweeps", UriKind.Relative), spec, Cancellation);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        }

        public async Task WaitForReadinessAsync(HttpStatusCode wanted) => await Eventually.ReadAsync(
            $"the server's readiness to be {wanted}",
            () => GetAsync("health/ready"), answer => answer.Status == wanted, answer => answer.Body + Printed);

        public async Task<int> TerminateAsync()
        {
            _process.Signal("TERM");
            await _process.EndAsync(() => Printed);
            return _process.ExitCode;
        }

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited)
                _process.Kill();
            await _process.EndAsync(() => Printed);
            _process.Dispose();
            _client.Dispose();
            _folder.Dispose();
        }

        [GeneratedRegex(@"^Serving .* at (http\S+?),", RegexOptions.Multiline)]
        private static partial Regex ServingLine();
    }
}
