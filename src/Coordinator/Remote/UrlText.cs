using System.Text.RegularExpressions;

namespace SweepCluster.Coordinator.Remote;

/// <summary>Addresses in messages.</summary>
internal static partial class UrlText
{
    /// <summary>The address without its user and password, also where it is not a valid address.</summary>
    public static string WithoutUser(string url) => User().Replace(url, "$1");

    // Up to the last at sign: a password may hold one itself, or a slash.
    [GeneratedRegex("^([a-z][a-z0-9+.-]*://)?.*@", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex User();
}
