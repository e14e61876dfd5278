using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SweepCluster.Api.Keys;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>The audit log when it is flooded, full or can't be written.</summary>
public sealed class AuditTests : IAsyncDisposable
{
    private const int Refused = 50;
    private const int MaxLine = 1000;

    private readonly ApiRig _api = new();

    private string Location => Path.Combine(_api.Home, "audit.log");

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Refusals_ManyOfOneSender_AreOneLineAndTheirCountAMinute()
    {
        await RefuseAsync();
        (await LinesAsync()).ShouldHaveSingleItem().GetProperty("action").GetString()!.ShouldStartWith("POST /api/v1/sweeps/0xxx");

        _api.Time.Advance(TimeSpan.FromMinutes(1));
        await ShouldHaveASummaryAsync();

        _api.Time.Advance(TimeSpan.FromMinutes(5));
        (await LinesAsync()).Length.ShouldBe(2, "a minute without requests has no line");
    }

    [Fact]
    public async Task Refusals_ManyOfOneSender_AreAsFewInTheServersLog()
    {
        using var log = new ServerLog();
        _api.LoggingOfApi = logging => logging.AddProvider(log).AddFilter("sweep", LogLevel.Information);

        await RefuseAsync();
        _api.Time.Advance(TimeSpan.FromMinutes(1));

        log.Lines.Count.ShouldBe(2, string.Join('\n', log.Lines));
        log.Lines.ShouldAllBe(line => line.Length < MaxLine);
        log.Lines.Last().ShouldBe($"nobody at 127.0.0.1: {Refused} requests were refused within a minute: 401");
    }

    [Fact]
    public async Task Refusals_TheServerStops_AreWritten()
    {
        await RefuseAsync();

        await _api.Server.DisposeAsync();

        await ShouldHaveASummaryAsync();
        await _api.StartAsync();
    }

    [Fact]
    public async Task Requests_BeyondTheRate_AreCounted()
    {
        await _api.StartAsync(options => options with { RequestsPerMinute = 30 });
        for (var i = 0; i < 10; i++)
            await _api.ChangeAsync("none-1", "{}");
        _api.Time.Advance(TimeSpan.FromMinutes(1));

        var summary = (await LinesAsync())[^1];

        summary.GetProperty("status").GetInt32().ShouldBe(429);
        summary.GetProperty("count").GetInt32().ShouldBe(7);
        summary.GetProperty("who").GetString().ShouldBe("local");
    }

    [Fact]
    public async Task Change_BeforeItTakesEffect_IsWritten()
    {
        var atTheTime = Array.Empty<JsonElement>();
        _api.LoadData = _ => atTheTime = Parse(File.ReadAllLines(Location));
        await _api.StartAsync();

        await _api.SubmitAsync();

        var asked = atTheTime.ShouldHaveSingleItem();
        asked.GetProperty("action").GetString().ShouldBe("POST /api/v1/sweeps");
        asked.GetProperty("status").ValueKind.ShouldBe(JsonValueKind.Null);
        var answered = (await LinesAsync())[1];
        answered.GetProperty("action").GetString().ShouldBe("submit");
        answered.GetProperty("status").GetInt32().ShouldBe(201);
    }

    [Fact]
    public async Task Change_ThatCannotBeWritten_IsRefusedBeforeItTakesEffectAndReadingGoesOn()
    {
        await _api.StartAsync();
        Directory.CreateDirectory(Location);

        var refused = await _api.SubmitAsync();

        refused.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "environment").ShouldContain("the audit log can't be written");

        _api.Loaded.ShouldBeEmpty();
        (await _api.GetAsync("api/v1/sweeps")).Json.GetArrayLength().ShouldBe(0);
        Directory.Delete(Location);
        (await _api.SubmitAsync()).Status.ShouldBe(HttpStatusCode.Created);
    }

    [LinuxFact]
    public async Task Change_OnAFullDisk_IsRefused()
    {
        await _api.StartAsync();
        File.CreateSymbolicLink(Location, "/dev/full");

        (await _api.SubmitAsync()).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "environment").ShouldContain("No space left");

        _api.Loaded.ShouldBeEmpty();
        File.Delete(Location);
        (await _api.SubmitAsync()).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public void Log_BeyondItsSize_BeginsANewFileAndKeepsTheLatest()
    {
        using var folder = new TemporaryFolder();
        var log = new AuditLog(folder.Path, MaxLine);
        for (var i = 0; i < 200; i++)
            log.Write(Entry($"change {i}"));

        string[] files = [log.Location, .. Enumerable.Range(1, AuditLog.MaxOlderFiles).Select(number => $"{log.Location}.{number}")];
        Directory.GetFiles(folder.Path).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).ShouldBe(files, ignoreOrder: true);
        files.ShouldAllBe(file => new FileInfo(file).Length <= MaxLine);
        var kept = files.Reverse().SelectMany(file => Parse(File.ReadAllLines(file))).Select(Action).ToArray();
        kept.ShouldBe(Enumerable.Range(200 - kept.Length, kept.Length).Select(number => $"change {number}"));
    }

    [Fact]
    public void Log_OfSeveralWriters_HoldsEveryLineWhole()
    {
        using var folder = new TemporaryFolder();
        AuditLog[] logs = [new(folder.Path), new(folder.Path)];

        Parallel.For(0, 200, number => logs[number % 2].Write(Entry($"change {number}")));

        Parse(File.ReadAllLines(logs[0].Location)).Select(Action)
            .ShouldBe(Enumerable.Range(0, 200).Select(number => $"change {number}"), ignoreOrder: true);
    }

    [Fact]
    public void Text_TooLong_IsCutBetweenCharacters()
    {
        AuditLog.Cut(new('x', AuditLog.MaxText)).Length.ShouldBe(AuditLog.MaxText);
        AuditLog.Cut(new('x', AuditLog.MaxText + 1)).ShouldBe(new string('x', AuditLog.MaxText - 1) + "…");
        AuditLog.Cut(new string('x', AuditLog.MaxText - 2) + "😀😀").ShouldBe(new string('x', AuditLog.MaxText - 2) + "…");
    }

    [Fact]
    public void Refusals_OfManyAddresses_AreCountedTogetherBeyondTheFirst()
    {
        var counts = new RefusalCounts();
        var first = Enumerable.Range(0, 1000).Count(number => counts.Add(Entry("POST /", $"192.0.2.{number}", 401)));
        counts.Add(Entry("POST /last", "198.51.100.1", 401)).ShouldBeFalse();

        first.ShouldBe(RefusalCounts.MaxSenders);
        var summary = counts.Take(DateTimeOffset.UnixEpoch).ShouldHaveSingleItem();
        summary.Address.ShouldBe(RefusalCounts.OtherAddresses);
        summary.Count.ShouldBe(1001 - RefusalCounts.MaxSenders);
        summary.Last.ShouldBe("POST /last");
        counts.Take(DateTimeOffset.UnixEpoch).ShouldBeEmpty();
    }

    [Fact]
    public void Lock_HeldByAnother_IsGivenUpAtTheDeadline()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Combine("lock");
        using var held = FileLock.Take(path, TimeSpan.Zero);

        Should.Throw<IOException>(() => FileLock.Take(path, TimeSpan.Zero)).Message.ShouldContain(path);
    }

    private async Task RefuseAsync()
    {
        _api.AddKey(KeyScope.Read);
        await _api.StartAsync();
        for (var i = 0; i < Refused; i++)
            (await _api.ChangeAsync($"{i}{new string('x', 4000)}", "{}")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task ShouldHaveASummaryAsync()
    {
        var lines = await LinesAsync();
        lines.Length.ShouldBe(2);
        lines.ShouldAllBe(line => line.GetRawText().Length < MaxLine);
        var summary = lines[1];
        summary.GetProperty("action").GetString().ShouldBe("refused");
        summary.GetProperty("who").GetString().ShouldBe("nobody");
        summary.GetProperty("address").GetString().ShouldBe("127.0.0.1");
        summary.GetProperty("status").GetInt32().ShouldBe(401);
        summary.GetProperty("count").GetInt32().ShouldBe(Refused);
        summary.GetProperty("first").GetString()!.ShouldStartWith("POST /api/v1/sweeps/0xxx");
        summary.GetProperty("last").GetString()!.ShouldStartWith($"POST /api/v1/sweeps/{Refused - 1}xxx");
    }

    private async Task<JsonElement[]> LinesAsync() => Parse(await File.ReadAllLinesAsync(Location, ApiRig.Cancellation));

    private static JsonElement[] Parse(string[] lines) => [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];

    private static string? Action(JsonElement line) => line.GetProperty("action").GetString();

    private static AuditEntry Entry(string action, string address = "127.0.0.1", int status = 200) =>
        new(DateTimeOffset.UnixEpoch, "ada", address, action, null, status);

    private sealed class ServerLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
