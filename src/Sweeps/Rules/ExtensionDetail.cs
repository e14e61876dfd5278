using System.Globalization;

namespace SweepCluster.Sweeps.Rules;

/// <summary>The detail of an event <c>extended</c>.</summary>
public static class ExtensionDetail
{
    private const string Before = "by ";
    private const string Seeds = " seeds";

    /// <summary>The detail of an extension by seeds.</summary>
    public static string BySeeds(int count) => string.Create(CultureInfo.InvariantCulture, $"{Before}{count}{Seeds}");

    /// <summary>By how many seeds the sweep was extended; null for another extension.</summary>
    public static int? ParseSeeds(string detail) =>
        detail.Length > Before.Length + Seeds.Length
        && detail.StartsWith(Before, StringComparison.Ordinal) && detail.EndsWith(Seeds, StringComparison.Ordinal)
        && int.TryParse(detail.AsSpan(Before.Length..^Seeds.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : null;
}
