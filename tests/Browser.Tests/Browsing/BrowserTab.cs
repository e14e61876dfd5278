using System.Collections.Concurrent;
using Microsoft.Playwright;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Browser.Tests.Browsing;

/// <summary>A page with a record of its requests and errors; disposing it closes the page and its context.</summary>
internal sealed class BrowserTab : IAsyncDisposable
{
    // Min count of requests of a dashboard page: the document, its style sheet, its modules and its data.
    private const int MinRequests = 6;

    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _requests = new();

    public BrowserTab(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" or "assert")
                _errors.Enqueue($"{message.Text} {message.Location}");
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.RequestFailed += (_, request) =>
        {
            // The page itself aborts its event stream when it is left.
            if (request.Failure != "net::ERR_ABORTED")
                _errors.Enqueue($"{request.Failure} {request.Url}");
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("data:", StringComparison.Ordinal))
                _requests.Enqueue(request.Url);
        };
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, uncaught exceptions and failed requests, in order.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Requested addresses in order, including the page's own, without <c>data:</c> addresses.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Asserts that there were no errors and that every request went to the server.</summary>
    public void ShouldBeQuiet(string server)
    {
        Errors.ShouldBeEmpty();
        Requests.Count.ShouldBeGreaterThanOrEqualTo(MinRequests);
        Requests.ShouldAllBe(address => address.StartsWith(server, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync().WithinDeadlineAsync("a page to close");
}
