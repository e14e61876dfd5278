using System.Text;
using SweepCluster.Web;

namespace SweepCluster.Reporting.Html;

/// <summary>The style sheet and the script of reports.</summary>
/// <param name="Script">The script; null in a build without npm, which has no charts.</param>
public sealed record WebAssets(string Style, string? Script)
{
    public static WebAssets OfThisBuild { get; } = new(
        Read(WebResources.ReportStyle) ?? throw new InvalidOperationException("The style sheet is not part of this build."),
        Read(WebResources.ReportScript));

    private static string? Read(string name) => WebResources.Read(name) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
}
