using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Api.Http;

/// <summary>Converts a handler's exception to a problem without a stack trace; internal errors are recorded in a log file.</summary>
internal sealed class FailureAnswer(string logFolder, TimeProvider time) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception failure, CancellationToken cancellation)
    {
        if (failure is OperationCanceledException && context.RequestAborted.IsCancellationRequested)
            return true;
        var problem = failure switch
        {
            SweepException mistake => Problems.Create(mistake),
            BadHttpRequestException request => Problems.Create(request),
            ObjectDisposedException => Problems.Stopping(),
            _ => Problems.Internal(),
        };
        if (problem.StatusCode == StatusCodes.Status500InternalServerError)
            FailureLog.Report(failure, logFolder, time);
        await problem.ExecuteAsync(context);
        return true;
    }
}
