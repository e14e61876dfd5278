using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SweepCluster.Client.Messages;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;

namespace SweepCluster.Api.Http;

/// <summary>Refusals by RFC 9457.</summary>
internal static class Problems
{
    public static ProblemHttpResult NoSweep(string id) =>
        NotFound(NotRecorded.Sweep(id).Message);

    public static ProblemHttpResult NotFound(string detail) =>
        Create(StatusCodes.Status404NotFound, ProblemTypes.NotFound, "Not found", detail);

    public static ProblemHttpResult Invalid(string detail) =>
        Create(StatusCodes.Status400BadRequest, ProblemTypes.Invalid, "Bad request", detail);

    public static ProblemHttpResult Unauthorized(string detail) =>
        Create(StatusCodes.Status401Unauthorized, ProblemTypes.Unauthorized, "Unauthorized", detail);

    public static ProblemHttpResult Forbidden(string detail) =>
        Create(StatusCodes.Status403Forbidden, ProblemTypes.Forbidden, "Forbidden", detail);

    public static ProblemHttpResult Conflict(string detail) =>
        Create(StatusCodes.Status409Conflict, ProblemTypes.Conflict, "Conflict", detail);

    public static ProblemHttpResult TooManyRequests(string detail) =>
        Create(StatusCodes.Status429TooManyRequests, ProblemTypes.TooManyRequests, "Too many requests", detail);

    public static ProblemHttpResult Stopping() =>
        Create(
            StatusCodes.Status503ServiceUnavailable, ProblemTypes.Environment, "Service unavailable",
            "The server is stopping. Try again when it is up.");

    /// <param name="obstacle">In the words of a message without its full stop.</param>
    public static ProblemHttpResult NotReady(string obstacle) =>
        Create(
            StatusCodes.Status503ServiceUnavailable, ProblemTypes.Environment, "Service unavailable",
            $"The server is not ready: {obstacle}.");

    /// <summary>What the user or the machine is told of it; its message has no secrets.</summary>
    /// <param name="inputStatus">Where it is the user's mistake.</param>
    public static ProblemHttpResult Create(SweepException mistake, int inputStatus = StatusCodes.Status400BadRequest) => mistake.Kind switch
    {
        SweepErrorKind.Input when mistake is KeyReusedException => Create(
            StatusCodes.Status422UnprocessableEntity, ProblemTypes.KeyReused, "Unprocessable content", mistake.Message),
        SweepErrorKind.Environment => Create(
            StatusCodes.Status503ServiceUnavailable, ProblemTypes.Environment, "Service unavailable", mistake.Message),
        SweepErrorKind.Input when inputStatus == StatusCodes.Status409Conflict => Conflict(mistake.Message),
        SweepErrorKind.Input => Invalid(mistake.Message),
        _ => throw new ArgumentOutOfRangeException(nameof(mistake), mistake.Kind, "Unknown kind of error."),
    };

    /// <summary>A bug: its details stay in the server's log.</summary>
    public static ProblemHttpResult Internal() =>
        Create(
            StatusCodes.Status500InternalServerError,
            ProblemTypes.Internal,
            "Internal error",
            "The server met an error of its own; its log has the details. Recorded results are safe.");

    /// <summary>A request that can't be read, or that HTTP itself forbids, such as one that is too large.</summary>
    public static ProblemHttpResult Create(BadHttpRequestException request) =>
        Create(request.StatusCode, ProblemTypes.Invalid, "Bad request", request switch
        {
            { StatusCode: StatusCodes.Status413PayloadTooLarge } => string.Create(
                CultureInfo.InvariantCulture,
                $"The body is larger than {ApiOptions.MaxBodyBytes:N0} bytes, which is the most that is taken."),
            { InnerException: JsonException } => "The body is not the JSON that is asked for here; see docs/api.md or /openapi/v1.json.",
            _ => request.Message,
        });

    /// <summary>What no route has answered.</summary>
    public static ProblemHttpResult FromStatus(int status) => Create(status, ProblemTypes.Invalid, "Bad request", status switch
    {
        StatusCodes.Status404NotFound => "There is no such address. The dashboard is at /, and /openapi/v1.json lists the API's addresses.",
        StatusCodes.Status405MethodNotAllowed => "This address doesn't take that method. /openapi/v1.json lists those there are.",
        StatusCodes.Status415UnsupportedMediaType =>
            "The body's content type is not taken here: a spec is application/yaml, a change application/json.",
        _ => "The request can't be answered.",
    });

    private static ProblemHttpResult Create(int status, string type, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: type);
}
