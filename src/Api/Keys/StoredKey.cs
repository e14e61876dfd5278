using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace SweepCluster.Api.Keys;

/// <summary>An API key in its stored form, which can't be used to authenticate.</summary>
/// <param name="Sha256">SHA-256 of the key's text, lower-case hex. A key is 256 random bits, so that a slow hash would add nothing.</param>
public sealed record StoredKey(string Name, KeyScope Scope, string Sha256, DateTimeOffset CreatedAt)
{
    private const int SecretBytes = 32;
    private const string Prefix = "swp_";

    /// <summary>Creates a key; its text is shown once and not stored.</summary>
    public static (StoredKey Stored, string Text) Create(string name, KeyScope scope, DateTimeOffset now)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        var text = Prefix + Convert.ToBase64String(secret).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return (new(name, scope, Hash(text), now), text);
    }

    /// <summary>Whether the text is the key's. The comparison takes the same time however many characters match.</summary>
    public bool Matches(string text) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(text)), Encoding.ASCII.GetBytes(Sha256));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StoredKey[]))]
public sealed partial class StoredKeyJson : JsonSerializerContext;
