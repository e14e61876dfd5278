using Microsoft.Playwright;
using SweepCluster.Testing.Processes;

namespace SweepCluster.Browser.Tests.Browsing;

/// <summary>How the installed Chromium is found, started and given a page; also compiled into <c>eng/DashboardPictures</c>.</summary>
internal static class Chromium
{
    /// <summary>Text for users of a machine without Chromium.</summary>
    public const string Missing =
        "needs Chromium (Debian: apt-get install chromium-headless-shell, or chromium; or name its executable in SWEEP_CHROMIUM)";

    private const int MinDesktopWidth = 600;

    // The shell draws no user interface of the browser, so the tests take a third less time with it.
    private static readonly string[] Names =
        ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    /// <summary>The browser's executable; null where none is installed.</summary>
    public static string? Executable { get; } = Environment.GetEnvironmentVariable("SWEEP_CHROMIUM") is { Length: > 0 } named
        ? named
        : Names.Select(OnPath.Find).FirstOrDefault(found => found is not null);

    /// <summary>Starts the browser without a window.</summary>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright, TimeSpan timeout) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Executable,
        Headless = true,
        // Chromium's sandbox does not work for root.
        ChromiumSandbox = !Environment.IsPrivilegedProcess,
        Timeout = (float)timeout.TotalMilliseconds,
        Args =
        [
            "--no-first-run", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--disable-dev-shm-usage",
            // Layout and text are the same on every machine.
            "--hide-scrollbars", "--font-render-hinting=none", "--force-color-profile=srgb",
        ],
    });

    /// <summary>Opens a page in a context of its own, which has its own cookies and storage.</summary>
    /// <param name="width">Width of the window in CSS pixels; below 600, a phone with two device pixels per CSS pixel is emulated.</param>
    /// <param name="height">Height of the window in CSS pixels.</param>
    /// <param name="timeout">Deadline of every action and navigation.</param>
    public static async Task<IPage> OpenPageAsync(IBrowser browser, int width, int height, TimeSpan timeout)
    {
        var isPhone = width < MinDesktopWidth;
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = ColorScheme.Light,
            DeviceScaleFactor = isPhone ? 2 : 1,
            IsMobile = isPhone,
        });
        context.SetDefaultTimeout((float)timeout.TotalMilliseconds);
        context.SetDefaultNavigationTimeout((float)timeout.TotalMilliseconds);
        return await context.NewPageAsync();
    }
}
