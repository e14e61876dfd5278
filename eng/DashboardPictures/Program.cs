using Microsoft.Playwright;
using SweepCluster.Browser.Tests.Browsing;
using SweepCluster.DashboardPictures;

// Takes the pictures of docs/dashboard.md: runs sweeps on a server of its own and photographs its pages in Chromium.
if (args is not [{ Length: > 0 } folder] || folder.StartsWith('-'))
{
    Console.Error.WriteLine(
        "The folder for the pictures is missing. Usage: dotnet run --project eng/DashboardPictures -c Release -- FOLDER");
    return 2;
}

if (Chromium.Executable is null)
{
    Console.Error.WriteLine($"Taking pictures {Chromium.Missing}.");
    return 1;
}

// Long enough for a whole sweep on two cores.
var deadline = TimeSpan.FromMinutes(10);
Directory.CreateDirectory(folder);
Assertions.SetDefaultExpectTimeout((float)deadline.TotalMilliseconds);
await using var server = await DashboardServer.StartAsync(deadline);
using var playwright = await Playwright.CreateAsync();
await using var browser = await Chromium.LaunchAsync(playwright, deadline);
await new PictureSeries(await Chromium.OpenPageAsync(browser, width: 1280, height: 900, deadline), server, folder).TakeAsync();
Console.WriteLine($"The pictures are in {Path.GetFullPath(folder)}.");
return 0;
