using System.Globalization;
using System.Text.RegularExpressions;

namespace SweepCluster.Model.Files;

/// <summary>Names the place below which the checkpoints of all sweeps lie: a folder, or a bucket of S3-compatible storage
/// (<c>s3://bucket/prefix</c>). Trial n of sweep s has its files in <c>s/n</c> below it.</summary>
public static partial class CheckpointPlace
{
    private const string S3Scheme = "s3://";

    /// <summary>Whether a place is a bucket, rather than a folder.</summary>
    public static bool IsBucket(string place) => place.StartsWith(S3Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a place as a user gives it: a URL without a slash at its end, or the absolute path of a folder.</summary>
    /// <param name="setting">The option, variable or setting by which the user gave it, for messages.</param>
    /// <exception cref="SweepException">It is a URL, but not the URL of a bucket.</exception>
    public static string Parse(string given, string setting)
    {
        if (given.Contains("://", StringComparison.Ordinal) && given.Contains('@', StringComparison.Ordinal))
            throw NotAPlace(given, setting, "it has a user, and credentials come by AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        if (!IsBucket(given))
        {
            return given.Contains("://", StringComparison.Ordinal)
                ? throw NotAPlace(given, setting, "its scheme is not s3")
                : UserPath.Full(given);
        }

        var (bucket, prefix) = Split(given);
        if (!BucketName().IsMatch(bucket))
            throw NotAPlace(given, setting, $"'{bucket}' is not the name of a bucket, 3 to 63 letters, digits, '.', '-' and '_'");
        if (prefix.Length == 0)
            return S3Scheme + bucket;
        if (prefix.Split('/').All(part => part is not ("." or "..") && PrefixPart().IsMatch(part)))
            return $"{S3Scheme}{bucket}/{prefix}";
        throw NotAPlace(given, setting, $"the prefix '{prefix}' has a part that is empty or has characters beside A-Z a-z 0-9 !_.*'()=-");
    }

    /// <summary>Splits the URL of a bucket.</summary>
    /// <param name="place">As <see cref="Parse"/> returned it, or a place below it.</param>
    /// <returns>The prefix is empty, or has no slash at its ends.</returns>
    public static (string Bucket, string Prefix) Split(string place)
    {
        var parts = place[S3Scheme.Length..].Split('/', 2);
        return (parts[0], parts.Length > 1 ? parts[1].TrimEnd('/') : "");
    }

    /// <summary>The place of a sweep's checkpoints.</summary>
    public static string CombineSweep(string place, string sweepId) => Combine(place, sweepId);

    /// <summary>The place of a trial's checkpoints.</summary>
    public static string CombineTrial(string place, string sweepId, long trial) =>
        Combine(Combine(place, sweepId), trial.ToString(CultureInfo.InvariantCulture));

    private static string Combine(string place, string name) => IsBucket(place) ? $"{place}/{name}" : Path.Combine(place, name);

    private static SweepException NotAPlace(string given, string setting, string problem)
    {
        // The user is left out, because a password must not be written to a log.
        var scheme = given[..(given.IndexOf("://", StringComparison.Ordinal) + 3)];
        var rest = given[Math.Max(scheme.Length, given.LastIndexOf('@') + 1)..];
        return new(
            $"{setting}: '{scheme}{rest}' is not a place for checkpoints: {problem}. "
            + "Give a folder, or a bucket such as s3://bucket/prefix.");
    }

    // Amazon's names of buckets, and the older names with capitals and underscores that other servers still have.
    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex BucketName();

    // Amazon's list of safe characters, which no client has to escape.
    [GeneratedRegex(@"^[A-Za-z0-9!_.*'()=-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex PrefixPart();
}
