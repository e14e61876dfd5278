using System.IO.Compression;
using System.Security.Cryptography;
using SweepCluster.Web;

namespace SweepCluster.Api.Dashboard;

/// <summary>The dashboard's files by their path below the folder of assets: resources (see <see cref="WebResources"/>), and the columns
/// of the leaderboard (see <see cref="LeaderboardModule"/>).</summary>
internal sealed class DashboardAssets
{
    private const string Shell = "index.html";

    private readonly Dictionary<string, Asset> _assets = new(StringComparer.Ordinal);

    private DashboardAssets()
    {
        foreach (var name in WebResources.Names.Where(name => name.StartsWith(WebResources.DashboardPrefix, StringComparison.Ordinal)))
            _assets[name[WebResources.DashboardPrefix.Length..]] = Asset.Read(name);
        _assets["report.css"] = Asset.Read(WebResources.ReportStyle);
        _assets[LeaderboardModule.FileName] = Asset.FromText(LeaderboardModule.FileName, LeaderboardModule.Write());
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, asset) in _assets.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            all.AppendData(System.Text.Encoding.UTF8.GetBytes(path));
            all.AppendData(asset.Plain);
        }

        Version = Convert.ToHexStringLower(all.GetHashAndReset())[..16];
        var shell = System.Text.Encoding.UTF8.GetString(_assets[Shell].Plain);
        Page = shell.Replace("{assets}", $"/assets/{Version}", StringComparison.Ordinal)
            .Replace("{charts}", HasCharts ? "yes" : "no", StringComparison.Ordinal);
        _assets.Remove(Shell);
    }

    public static DashboardAssets OfThisBuild { get; } = new();

    /// <summary>Changes with any file, so that a response whose address contains it may be cached without limit.</summary>
    public string Version { get; }

    /// <summary>The one page, which its script fills according to the address.</summary>
    public string Page { get; }

    /// <summary>Whether the build includes the charts, which need npm.</summary>
    public bool HasCharts => _assets.ContainsKey(WebResources.DashboardCharts[WebResources.DashboardPrefix.Length..]);

    /// <summary>The file at a path; null if there is none.</summary>
    public Asset? Find(string path) => _assets.GetValueOrDefault(path);
}

/// <summary>A file, plain and compressed.</summary>
internal sealed record Asset(string Type, byte[] Plain)
{
    private readonly Lazy<byte[]> _compressed = new(() => Compress(Plain));

    /// <summary>The file compressed by gzip, which browsers accept over plain HTTP too.</summary>
    public byte[] Compressed => _compressed.Value;

    public static Asset Read(string resource) =>
        new(TypeOf(resource), WebResources.Read(resource) ?? throw new InvalidOperationException($"{resource} is not part of this build."));

    public static Asset FromText(string name, string text) => new(TypeOf(name), System.Text.Encoding.UTF8.GetBytes(text));

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"{name}: files of type '{other}' have no place in the dashboard."),
    };

    private static byte[] Compress(byte[] plain)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(plain);
        }

        return compressed.ToArray();
    }
}
