namespace SweepCluster.Web;

/// <summary>The files of reports and of the dashboard, which are resources of this assembly; see <c>Web.targets</c>.</summary>
public static class WebResources
{
    /// <summary>The style sheet of reports, which holds the colours of charts and the look of tables.</summary>
    public const string ReportStyle = "Web/report.css";

    /// <summary>The script of reports; missing in a build without npm.</summary>
    public const string ReportScript = "Web/report.js";

    /// <summary>What the names of the dashboard's files begin with.</summary>
    public const string DashboardPrefix = "Web/dashboard/";

    /// <summary>The charts of the dashboard; missing in a build without npm.</summary>
    public const string DashboardCharts = DashboardPrefix + "charts.js";

    /// <summary>The names of all files of this build.</summary>
    public static IReadOnlyList<string> Names => typeof(WebResources).Assembly.GetManifestResourceNames();

    /// <summary>The bytes of a file; null if this build doesn't have it.</summary>
    public static byte[]? Read(string name)
    {
        using var stream = typeof(WebResources).Assembly.GetManifestResourceStream(name);
        if (stream is null)
            return null;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
