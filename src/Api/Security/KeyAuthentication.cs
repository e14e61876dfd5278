using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using SweepCluster.Api.Http;
using SweepCluster.Api.Keys;

namespace SweepCluster.Api.Security;

/// <summary>Authenticates <c>Authorization: Bearer KEY</c>; if there are no keys, every user of this machine may do everything.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, KeyRing keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "Bearer";
    public const string ScopeClaim = "scope";

    private const string Prefix = SchemeName + " ";

    private static readonly object Key = new();

    /// <summary>Adds the scheme, without the data protection that <c>AddAuthentication</c> adds: nothing here uses it, and it writes keys
    /// of its own into the user's folder.</summary>
    public static void AddServices(IServiceCollection services, TimeProvider time)
    {
        services.AddAuthenticationCore(authentication => authentication.DefaultScheme = SchemeName);
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(SchemeName, scheme => scheme.TimeProvider = time);
    }

    /// <summary>Adds the policies <c>read</c>, <c>submit</c> and <c>admin</c>; an endpoint without a policy needs <c>admin</c>.</summary>
    public static void AddPolicies(AuthorizationOptions authorization)
    {
        foreach (var scope in Enum.GetValues<KeyScope>())
            authorization.AddPolicy(scope.Name(), policy => policy.RequireAssertion(context => ScopeOf(context.User) >= scope));
        authorization.FallbackPolicy = authorization.GetPolicy(KeyScope.Admin.Name());
    }

    /// <summary>Null if the request is not authenticated.</summary>
    public static KeyScope? ScopeOf(ClaimsPrincipal user) =>
        user.FindFirstValue(ScopeClaim) is { } scope ? Enum.Parse<KeyScope>(scope, ignoreCase: true) : null;

    /// <summary>The key that admitted the request; null if it needed none, or has none.</summary>
    public static StoredKey? KeyOf(HttpContext context) => context.Items.TryGetValue(Key, out var key) ? key as StoredKey : null;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (keys.IsOpen)
            return Task.FromResult(Known(AuditEntry.Local, KeyScope.Admin));
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return Task.FromResult(AuthenticateResult.NoResult());
        if (keys.Find(header[Prefix.Length..].Trim()) is not { } key)
            return Task.FromResult(AuthenticateResult.Fail("There is no such key."));
        Context.Items[Key] = key;
        return Task.FromResult(Known(key.Name, key.Scope));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = SchemeName;
        return Problems.Unauthorized(Request.Headers.Authorization.Count == 0
            ? "This server needs an API key. Give one in the header 'Authorization: Bearer KEY'; "
                + "./sweep takes it from SWEEP_API_KEY or --api-key-file."
            : "This server does not accept the API key; it may have been revoked.").ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.Forbidden($"The key '{Context.User.Identity?.Name}' has the scope '{ScopeOf(Context.User)?.Name()}', "
            + "which doesn't allow this. Use a key with a higher scope.")
            .ExecuteAsync(Context);

    private AuthenticateResult Known(string name, KeyScope scope)
    {
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, name), new(ScopeClaim, scope.Name())], Scheme.Name);
        return AuthenticateResult.Success(new(new(identity), Scheme.Name));
    }
}
