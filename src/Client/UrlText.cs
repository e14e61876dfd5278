using System.Text.RegularExpressions;

namespace SweepCluster.Client;

/// <summary>Removes users and passwords from addresses in messages.</summary>
public static partial class UrlText
{
    /// <summary>The address without its user and password, also where it is not a valid address.</summary>
    public static string WithoutUser(string url) => User().Replace(url, "$1");

    /// <summary>A text, such as an error's message that names a proxy, without the users and passwords of the addresses in it.</summary>
    public static string WithoutUsers(string text) => Users().Replace(text, "://");

    [GeneratedRegex("://[^/\\s]*@")]
    private static partial Regex Users();

    // Up to the last at sign, which may be written as %40: a password may contain one itself, or a slash.
    [GeneratedRegex(
        "^([a-z][a-z0-9+.-]*://)?.*(?:@|%40)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex User();
}
