using System.Net;
using System.Text;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Tests.Commands;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>The real program and signals.</summary>
[Integration]
public sealed class ServeProcessTests
{
    private const string Spec =
        "name: long\ndataset: {name: glyphs, train: 2000, test: 100}\nbase: {width: 8, batch: 100}\nspace: {epochs: [1, 100000]}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_PortThatIsTaken_SaysSoInOneLine()
    {
        using var folder = new TemporaryFolder();
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (code, _, error) = await CommandLine.RunAsync("serve", "--listen", $"http://{taken.LocalEndpoint}", "--home", folder.Path);

        code.ShouldBe(1);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith($"--listen: {taken.LocalEndpoint} can't be listened at: ");
    }

    [UnixFact]
    public async Task Serve_Terminated_DrainsItsSweepsAtACheckpoint()
    {
        using var folder = new TemporaryFolder();
        using var process = CommandLine.Start(
            "serve", "--listen", "http://127.0.0.1:0", "--home", folder.Path, "--workers", "1", "--quiet");
        using var end = process.KillAtTheEnd();
        var errors = new ChildOutput(process.StandardError);
        var start = await process.StandardOutput.ReadUntilAsync("the address of the server", _ => true);
        start.ShouldNotBeNull().ShouldContain("without keys");
        using var client = new HttpClient
        {
            BaseAddress = new(start.Split(' ').Single(word => word.StartsWith("http", StringComparison.Ordinal)).TrimEnd(',')),
        };
        using var spec = new StringContent(Spec, Encoding.UTF8, "application/yaml");
        using var submitted = await client.PostAsync(new Uri("api/v1/sweeps", UriKind.Relative), spec, Cancellation);
        submitted.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var watch = new StreamReader(
            await client.GetStreamAsync(new Uri("api/v1/sweeps/long-1/watch", UriKind.Relative), Cancellation));
        var lines = new List<string>();
        await watch.ReadUntilAsync("the first trial to succeed, and the watch to end after the signal", line =>
        {
            lines.Add(line);
            if (line.Contains("\"succeeded\":1", StringComparison.Ordinal) && !lines.Contains("killed"))
            {
                process.Signal("TERM");
                lines.Add("killed");
            }

            return false;
        });
        await process.EndAsync(() => errors.Text);

        process.ExitCode.ShouldBe(0, errors.Text);
        lines.ShouldContain("event: end");
        var (_, listed, _) = await CommandLine.RunAsync("ls", "--home", folder.Path);
        listed.ShouldContain("interrupted");
        listed.ShouldContain("1/2");
    }

    [UnixFact]
    public async Task Serve_WhereCheckpointsCanNotBeKept_SaysSoAtItsStart()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("checkpoints"), "", Cancellation);
        using var process = CommandLine.Start(
            "serve", "--listen", "http://127.0.0.1:0", "--home", folder.Path, "--workers", "1", "--quiet");
        using var end = process.KillAtTheEnd();
        var errors = new ChildOutput(process.StandardError);

        var start = await process.StandardOutput.ReadUntilAsync(
            "the line about checkpoints", line => !line.StartsWith("Serving ", StringComparison.Ordinal));

        start.ShouldNotBeNull(errors.Text).ShouldStartWith($"Checkpoints can't be kept in {folder.Combine("checkpoints")}: ");
        start.ShouldContain("choose another folder with --home.");
        process.Signal("TERM");
        await process.EndAsync(() => errors.Text);
    }

    [UnixFact]
    public async Task Serve_WithKeys_WritesNoneOfItsOwnIntoTheUsersFolder()
    {
        using var user = new TemporaryFolder();
        using var folder = new TemporaryFolder();
        await CommandLine.RunAsync("keys", "add", "ada", "--home", folder.Path);
        string[] arguments = ["serve", "--listen", "http://127.0.0.1:0", "--home", folder.Path, "--workers", "1", "--quiet"];
        using var process = CommandLine.Start([("HOME", user.Path)], arguments);
        using var end = process.KillAtTheEnd();
        var errors = new ChildOutput(process.StandardError);
        (await process.StandardOutput.ReadUntilAsync("the address of the server", _ => true)).ShouldNotBeNull(errors.Text);
        process.Signal("TERM");
        await process.EndAsync(() => errors.Text);

        process.ExitCode.ShouldBe(0, errors.Text);
        Directory.EnumerateFileSystemEntries(user.Path, "*.xml", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.Exists(user.Combine(".aspnet")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--connections", "0", "--connections: 0 is not possible")]
    [InlineData("--health-port", "70000", "--health-port: 70000 is not a valid port")]
    [InlineData("--metrics-sweeps", "31", "--metrics-sweeps: 31 is not possible. Give a number from 1 to 30.")]
    [InlineData("--health-port", "7070", "--health-port: 7070 is the port of --listen as well")]
    [InlineData("--public-url", "https://sweeps.example.org/path", "--public-url: 'https://sweeps.example.org/path' is not the address of")]
    [InlineData("--trusted-proxy", "ingress", "--trusted-proxy: 'ingress' is not a network of proxies")]
    [InlineData("--listen", "http://ada:secret@127.0.0.1:7070", "--listen: 'http://127.0.0.1:7070' is not an address to listen on")]
    public async Task Serve_OptionThatIsImpossible_IsRefused(string option, string value, string message)
    {
        using var verbs = new VerbRun();

        var (code, _, error) = await verbs.RunAsync("serve", option, value);

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldStartWith(message);
    }

    [Theory]
    [InlineData("SWEEP_PUBLIC_URL", "sweeps.example.org", "SWEEP_PUBLIC_URL: 'sweeps.example.org' is not the address of a server.")]
    [InlineData("SWEEP_TRUSTED_PROXIES", "10.0.0.0/8, x", "SWEEP_TRUSTED_PROXIES: 'x' is not a network of proxies.")]
    [InlineData("SWEEP_TRUSTED_PROXIES", "10.0.0.0/8, 10.1.2.3", "--trusted-proxy: behind a proxy the server is reached")]
    public async Task Serve_VariableOfAProxy_IsRead(string variable, string value, string message)
    {
        using var folder = new TemporaryFolder();

        var (code, _, error) = await CommandLine.RunAsync(
            [(variable, value)], ["serve", "--listen", "http://127.0.0.1:0", "--home", folder.Path]);

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldStartWith(message);
    }

    [LinuxFact]
    public async Task Run_NeverLoadsTheWebServer()
    {
        using var folder = new TemporaryFolder();
        var spec = folder.Combine("long.yaml");
        await File.WriteAllTextAsync(spec, Spec, Cancellation);
        using var process = CommandLine.Start("run", spec, "--home", folder.Path, "--workers", "1");
        using var end = process.KillAtTheEnd();
        var errors = new ChildOutput(process.StandardError);
        (await process.StandardOutput.ReadUntilAsync("trial 0 to end", line => line.Contains("trial 0", StringComparison.Ordinal)))
            .ShouldNotBeNull(errors.Text);

        var maps = await File.ReadAllTextAsync($"/proc/{process.Id}/maps", Cancellation);
        process.Kill();
        await process.EndAsync(() => errors.Text);

        var libraries = maps.Split('\n').Select(line => Path.GetFileName(line[(line.LastIndexOf(' ') + 1)..])).Distinct().ToList();
        libraries.ShouldContain("SweepCluster.Training.dll");
        libraries.ShouldNotContain(name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        // The interface of the log of decisions.
        libraries.Where(name => name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal))
            .ShouldBe(["Microsoft.Extensions.Logging.Abstractions.dll"]);
    }

    [Fact]
    public async Task Serve_BeyondThisMachineWithoutKeys_EndsWithTwo()
    {
        using var verbs = new VerbRun();

        var (code, _, error) = await CommandLine.RunAsync("serve", "--listen", "http://0.0.0.0:0", "--home", verbs.Home);

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldContain("./sweep keys add");
    }
}
