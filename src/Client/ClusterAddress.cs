using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Client;

/// <summary>The server that a command works against instead of this machine's own sweeps.</summary>
/// <param name="Url">The address; it ends with a slash.</param>
/// <param name="Key">The API key; null if none is sent.</param>
public sealed record ClusterAddress(Uri Url, string? Key)
{
    public const string Variable = "SWEEP_CLUSTER";
    public const string KeyVariable = "SWEEP_API_KEY";

    private const int MaxKeyBytes = 4096;

    /// <param name="url">The value of <c>--cluster</c> or <see cref="Variable"/>.</param>
    /// <param name="keyFile">The value of <c>--api-key-file</c>; null: the key is taken from <see cref="KeyVariable"/>.</param>
    /// <exception cref="SweepException">The URL is not valid, or the key can't be read or used.</exception>
    public static ClusterAddress Read(string url, string? keyFile)
    {
        // The parser takes a password with a slash for a path, so that every at sign is refused.
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps)
            || parsed.Query.Length > 0 || url.Contains('@'))
            throw new SweepException($"--cluster: '{UrlText.WithoutUser(url)}' is not the address of an API. "
                + "Give one such as http://127.0.0.1:7070, without a user's name, which is where ./sweep serve listens.");
        var key = keyFile is { Length: > 0 } ? ReadFile(keyFile) : Environment.GetEnvironmentVariable(KeyVariable)?.Trim();
        if (key is { Length: > 0 } && key.Any(character => character is <= ' ' or > '~'))
            throw new SweepException(
                $"The API key from {keyFile ?? KeyVariable} is not a valid key: a key is a single word, such as ./sweep keys add prints.");
        return new(parsed.AbsolutePath.EndsWith('/') ? parsed : new(parsed.AbsoluteUri + "/"), key is { Length: > 0 } ? key : null);
    }

    // The key is never part of a text.
    public override string ToString() => Url.AbsoluteUri.TrimEnd('/');

    private static string ReadFile(string path)
    {
        try
        {
            return RegularFile.ReadText(UserPath.Full(path), MaxKeyBytes).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SweepException(
                $"--api-key-file: {path} can't be read ({error.Message}). Give a file that holds a key alone.", inner: error);
        }
    }
}
