using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using SweepCluster.Client.Messages;
using SweepCluster.Contracts.Ports;
using SweepCluster.Model;

namespace SweepCluster.Api.Http;

/// <summary>Creates the problems that answer refused requests, by RFC 9457.</summary>
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

    /// <summary>The problem of an internal error, whose details stay in the server's log.</summary>
    public static ProblemHttpResult Internal() =>
        Create(
            StatusCodes.Status500InternalServerError,
            ProblemTypes.Internal,
            "Internal error",
            "There was an internal error in the server; its log has the details. Recorded results are safe.");

    /// <summary>The problem of a request that can't be read, or that HTTP itself forbids, such as one that is too large.</summary>
    public static ProblemHttpResult Create(BadHttpRequestException request) =>
        Create(request.StatusCode, ProblemTypes.Invalid, "Bad request", request switch
        {
            { StatusCode: StatusCodes.Status413PayloadTooLarge } => string.Create(
                CultureInfo.InvariantCulture,
                $"The body is larger than {ApiOptions.MaxBodyBytes:N0} bytes, which is the maximum."),
            { InnerException: JsonException } => "The body is not the JSON that this address takes; see docs/api.md or /openapi/v1.json.",
            _ => request.Message,
        });

    /// <summary>The problem of a request that no route has answered.</summary>
    public static ProblemHttpResult FromStatus(int status) => Create(status, ProblemTypes.Invalid, "Bad request", status switch
    {
        StatusCodes.Status404NotFound => "There is no such address. The dashboard is at /, and /openapi/v1.json lists the API's addresses.",
        StatusCodes.Status405MethodNotAllowed => "This address doesn't take that method. /openapi/v1.json lists the possible ones.",
        StatusCodes.Status415UnsupportedMediaType =>
            "The body's content type is not possible here: a spec is application/yaml, a change application/json.",
        _ => "The request can't be answered.",
    });

    private static ProblemHttpResult Create(int status, string type, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: type);
}
