namespace SweepCluster.Coordinator.Reports.Pages;

/// <summary>The style sheet and the script of reports, which are resources of this program; see <c>Web/Web.targets</c>.</summary>
/// <param name="Script">Null in a build without npm: there are no charts then.</param>
internal sealed record WebAssets(string Style, string? Script)
{
    public static WebAssets OfThisBuild { get; } = new(
        Read("Web/report.css") ?? throw new InvalidOperationException("The style sheet is not part of this build."), Read("Web/report.js"));

    private static string? Read(string name)
    {
        using var stream = typeof(WebAssets).Assembly.GetManifestResourceStream(name);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
