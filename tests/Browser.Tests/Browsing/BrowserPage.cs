using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SweepCluster.Browser.Tests.Browsing;

/// <summary>One page of the browser, as a user has it before them.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private const int Phone = 600;

    private readonly DevTools _tools;
    private readonly string _session;
    private readonly string _context;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private TaskCompletionSource _loaded = new();

    internal BrowserPage(DevTools tools, string session, string context) => (_tools, _session, _context) = (tools, session, context);

    /// <summary>Errors and warnings of the console, exceptions that nobody caught, and requests that failed.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Addresses that were asked for, the page's own included; not those of <c>data:</c>.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    public int Width { get; private set; }

    /// <summary>Goes to an address, or to a file by its path, and waits until all that belongs to it is loaded.</summary>
    public async Task GoAsync(string address)
    {
        _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = await SendAsync("Page.navigate", new() { ["url"] = Path.IsPathRooted(address) ? new Uri(address).AbsoluteUri : address });
        if (answer["errorText"] is { } failed)
            throw new InvalidOperationException($"{address}: {failed}");
        await _loaded.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a script in every page before its own.</summary>
    public Task BeforeEachPageAsync(string script) => SendAsync("Page.addScriptToEvaluateOnNewDocument", new() { ["source"] = script });

    /// <summary>The value of a JavaScript expression; a promise is awaited.</summary>
    public async Task<T> EvaluateAsync<T>(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new() { ["expression"] = expression, ["awaitPromise"] = true, ["returnByValue"] = true });
        if (answer["exceptionDetails"] is { } thrown)
            throw new InvalidOperationException($"{thrown["exception"]?["description"] ?? thrown["text"]} in: {expression[..Math.Min(200, expression.Length)]}");
        return answer["result"]!["value"].Deserialize<T>()!;
    }

    /// <summary>Waits until a JavaScript expression is truthy.</summary>
    public Task WaitAsync(string condition) =>
        EvaluateAsync<bool>($"new Promise((done, fail) => {{ const look = () => {{ try {{ ({condition}) ? done(true) : setTimeout(look, 20); }} catch (error) {{ fail(error); }} }}; look(); }})");

    /// <summary>Waits until an element is there and seen.</summary>
    public Task WaitForAsync(string selector) => WaitAsync($"document.querySelector({Quoted(selector)})?.checkVisibility()");

    /// <summary>The text of an element as it is seen.</summary>
    public Task<string> TextAsync(string selector) => EvaluateAsync<string>($"document.querySelector({Quoted(selector)}).innerText");

    /// <summary>Presses and lets go the mouse in the middle of an element, having waited for it and brought it into view.</summary>
    public async Task ClickAsync(string selector)
    {
        await WaitForAsync(selector);
        // What is drawn above may still push it down: it must have stayed where it is for some frames.
        var middle = await EvaluateAsync<double[]>($$"""
            new Promise(done => {
              let [still, before] = [0, ''];
              const look = () => {
                const element = document.querySelector({{Quoted(selector)}});
                // Drawn anew: it comes back.
                if (!element)
                  return requestAnimationFrame(look);
                element.scrollIntoView({ block: 'center', behavior: 'instant' });
                const box = element.getBoundingClientRect();
                const middle = [box.left + box.width / 2, box.top + box.height / 2];
                still = String(middle) === before ? still + 1 : 0;
                before = String(middle);
                return still < 10 ? requestAnimationFrame(look) : done(middle);
              };
              look();
            })
            """);
        await MouseAsync("mouseMoved", middle, 0);
        await MouseAsync("mousePressed", middle, 1);
        await MouseAsync("mouseReleased", middle, 1);
    }

    /// <summary>Writes into what has the focus.</summary>
    public Task TypeAsync(string text) => SendAsync("Input.insertText", new() { ["text"] = text });

    /// <summary>Presses a key by its name in the DOM: <c>Tab</c>, <c>Enter</c>, <c>Escape</c>, <c>ArrowDown</c>, a single character.</summary>
    public async Task PressAsync(string key, bool shift = false)
    {
        var code = key switch
        {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            " " => 32,
            "End" => 35,
            "Home" => 36,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            { Length: 1 } => char.ToUpperInvariant(key[0]),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key, "No code is known for this key."),
        };
        var text = key == "Enter" ? "\r" : key.Length == 1 ? key : null;
        foreach (var type in new[] { text is null ? "rawKeyDown" : "keyDown", "keyUp" })
        {
            var pressed = new JsonObject { ["type"] = type, ["key"] = key, ["windowsVirtualKeyCode"] = code, ["modifiers"] = shift ? 8 : 0 };
            if (text is not null && type == "keyDown")
                pressed["text"] = text;
            await SendAsync("Input.dispatchKeyEvent", pressed);
        }
    }

    /// <summary>Prefers dark or light from now on.</summary>
    public Task PreferAsync(bool dark) =>
        SendAsync("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" }) });

    public async Task ResizeAsync(int width, int height)
    {
        Width = width;
        await SendAsync("Emulation.setDeviceMetricsOverride", new()
        {
            ["width"] = width,
            ["height"] = height,
            ["deviceScaleFactor"] = width < Phone ? 2 : 1,
            ["mobile"] = width < Phone,
        });
    }

    /// <summary>A picture of the page, as PNG.</summary>
    /// <param name="most">CSS pixels of height; null: to the end.</param>
    /// <param name="top">CSS pixels from the top of the page.</param>
    public async Task<byte[]> PictureAsync(int? most = null, int top = 0)
    {
        var size = (await SendAsync("Page.getLayoutMetrics"))["cssContentSize"]!;
        var answer = await SendAsync("Page.captureScreenshot", new()
        {
            ["captureBeyondViewport"] = true,
            ["clip"] = new JsonObject { ["x"] = 0, ["y"] = top, ["width"] = (double)size["width"]!, ["height"] = Math.Min((double)size["height"]! - top, most ?? double.MaxValue), ["scale"] = 1 },
        });
        return Convert.FromBase64String((string)answer["data"]!);
    }

    public async ValueTask DisposeAsync()
    {
        _tools.Forget(_session);
        await _tools.SendAsync("Target.disposeBrowserContext", new() { ["browserContextId"] = _context });
    }

    internal async Task PrepareAsync(int width, int height, bool dark)
    {
        _tools.Listen(_session, Hear);
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" })
            await SendAsync($"{domain}.enable");
        await ResizeAsync(width, height);
        await PreferAsync(dark);
    }

    /// <summary>Text as JavaScript has it.</summary>
    internal static string Quoted(string text) => JsonSerializer.Serialize(text);

    private Task<JsonNode> SendAsync(string method, JsonObject? parameters = null) => _tools.SendAsync(method, parameters, _session);

    private Task<JsonNode> MouseAsync(string type, double[] at, int clicks) => SendAsync("Input.dispatchMouseEvent", new()
    {
        ["type"] = type,
        ["x"] = at[0],
        ["y"] = at[1],
        ["button"] = clicks > 0 ? "left" : "none",
        ["clickCount"] = clicks,
    });

    private void Hear(string method, JsonNode happened)
    {
        switch (method)
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Network.requestWillBeSent" when (string)happened["request"]!["url"]! is var url && !url.StartsWith("data:", StringComparison.Ordinal):
                _requests.Enqueue(url);
                break;
            case "Runtime.exceptionThrown":
                _errors.Enqueue($"{happened["exceptionDetails"]!["exception"]?["description"] ?? happened["exceptionDetails"]!["text"]}");
                break;
            case "Runtime.consoleAPICalled" when (string)happened["type"]! is "error" or "warning" or "assert":
                _errors.Enqueue(string.Join(' ', happened["args"]!.AsArray().Select(argument => argument!["value"] ?? argument["description"])));
                break;
            case "Log.entryAdded" when (string)happened["entry"]!["level"]! is "error" or "warning":
                _errors.Enqueue($"{happened["entry"]!["text"]} {happened["entry"]!["url"]}");
                break;
        }
    }
}
