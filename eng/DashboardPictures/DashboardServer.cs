using System.Diagnostics;
using System.Text;

namespace SweepCluster.DashboardPictures;

/// <summary>A <c>sweep serve</c> with two workers on a free port of this machine, over a temporary
/// folder that is deleted with it.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private readonly HttpClient _client = new();
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("sweepcluster-pictures-");
    private readonly Process _process;

    private DashboardServer()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "sweep.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [
            program, "serve", "--home", _home.FullName, "--workers", "2", "--listen", "http://127.0.0.1:0", "--quiet",
        ])
        {
            RedirectStandardOutput = true,
        })!;
    }

    /// <exception cref="TimeoutException">The server did not start within the timeout.</exception>
    public static async Task<DashboardServer> StartAsync(TimeSpan timeout)
    {
        var server = new DashboardServer();
        try
        {
            // "Serving HOME at http://127.0.0.1:PORT/, without keys: to this machine only."
            var line = await server._process.StandardOutput.ReadLineAsync().WaitAsync(timeout)
                ?? throw new InvalidOperationException("The server ended without an address; its errors are above.");
            var start = line.LastIndexOf("http://", StringComparison.Ordinal);
            server._client.BaseAddress = new(line[start..line.IndexOf(',', start)]);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public string Address(string path) => new Uri(_client.BaseAddress!, path).ToString();

    public async Task SubmitAsync(string spec)
    {
        using var body = new StringContent(spec, Encoding.UTF8, "application/yaml");
        using var response = await _client.PostAsync(new Uri("api/v1/sweeps", UriKind.Relative), body);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"The server refused the sweep: {await response.Content.ReadAsStringAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        // Its store is deleted, so nothing has to be saved.
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        _home.Delete(recursive: true);
    }
}
