using System.Diagnostics;
using SweepCluster.Testing;

namespace SweepCluster.Browser.Tests.Browsing;

/// <summary>A headless Chromium of its own, for the tests of one class or collection: a fixture. It ends with this process, however that
/// ends. Found on the PATH, or named by <c>SWEEP_CHROMIUM</c>.</summary>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    /// <summary>What a test that needs the browser says when it is skipped.</summary>
    public const string SkipReason = "needs Chromium (Debian: apt-get install chromium; or name it in SWEEP_CHROMIUM) and what npm restores for the pages (./sweep setup)";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    private static readonly string? Executable = FindExecutable();

    private readonly TemporaryFolder _profile = new();
    private Process? _process;
    private DevTools? _tools;

    /// <summary>Whether tests can't run: there is no browser, or no charts and no axe-core because npm could not restore them.</summary>
    public static bool IsMissing => Executable is null || !File.Exists(Accessibility.Script);

    public ValueTask InitializeAsync()
    {
        // A class whose tests are all skipped has its fixture made nevertheless.
        if (IsMissing)
            return ValueTask.CompletedTask;
        // The protocol's pipes are the browser's files 3 and 4: those of the process' input and output, handed on by a shell.
        _process = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-c", """exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1""", Executable!, .. Arguments()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _tools = new(_process.StandardInput.BaseStream, _process.StandardOutput.BaseStream);
        return ValueTask.CompletedTask;
    }

    /// <summary>A page with cookies and storage of its own.</summary>
    /// <param name="width">Of the window, in CSS pixels; below 600 it is a phone's, whose pixels are finer.</param>
    public async Task<BrowserPage> OpenAsync(int width = 1280, int height = 900, bool dark = false)
    {
        var tools = _tools ?? throw new InvalidOperationException(SkipReason);
        var context = await tools.SendAsync("Target.createBrowserContext");
        var target = await tools.SendAsync("Target.createTarget", new() { ["url"] = "about:blank", ["browserContextId"] = (string)context["browserContextId"]! });
        var session = await tools.SendAsync("Target.attachToTarget", new() { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true });
        var page = new BrowserPage(tools, (string)session["sessionId"]!, (string)context["browserContextId"]!);
        await page.PrepareAsync(width, height, dark);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (_tools is not null)
        {
            await _tools.SendAsync("Browser.close");
            await _tools.DisposeAsync();
        }

        if (_process is not null)
        {
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        _profile.Dispose();
    }

    private string[] Arguments()
    {
        string[] arguments =
        [
            "--headless", "--remote-debugging-pipe", $"--user-data-dir={_profile.Path}", "--no-first-run", "--no-default-browser-check", "--disable-gpu",
            "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
            // Scroll bars of a fixed width, and the same text on every machine.
            "--hide-scrollbars", "--font-render-hinting=none", "--force-color-profile=srgb",
        ];
        // Chromium's sandbox refuses to work for root.
        return Environment.IsPrivilegedProcess ? [.. arguments, "--no-sandbox"] : arguments;
    }

    private static string? FindExecutable()
    {
        if (OperatingSystem.IsWindows())
            return null;
        if (Environment.GetEnvironmentVariable("SWEEP_CHROMIUM") is { Length: > 0 } named)
            return named;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
