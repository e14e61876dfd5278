using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using SweepCluster.Api.Security;
using SweepCluster.Client.Messages;

namespace SweepCluster.Api.Endpoints;

/// <summary>Creates the OpenAPI document, and the serializer of the JSON that it describes.</summary>
internal static class ApiDocument
{
    public static void AddServices(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json =>
        {
            WireJson.Configure(json.SerializerOptions);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Instance);
        });
        services.AddOpenApi("v1", openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "SweepCluster",
                Version = "v1",
                Description = "Submits, follows and changes sweeps, and reads their results. docs/api.md describes the JSON; "
                    + "problems are application/problem+json (RFC 9457).",
            };
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[KeyAuthentication.SchemeName] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key, as `./sweep keys add` prints it. Not needed where the server has no keys.",
            };
            document.Security = [new() { [new OpenApiSecuritySchemeReference(KeyAuthentication.SchemeName, document)] = [] }];
            return Task.CompletedTask;
        }));
    }
}
