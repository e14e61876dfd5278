using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using SweepCluster.Coordinator.Hosting;
using SweepCluster.Coordinator.Notifications;
using SweepCluster.Model.Retries;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Runtime;

namespace SweepCluster.Coordinator.Tests.Commands;

/// <summary>Notifications of <c>--notify</c>.</summary>
public sealed class NotificationTests : IDisposable
{
    private const string Address = "https://example.org/hooks/secret-path";

    private static readonly RetryPolicy Quick = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20));

    private readonly CommandRig _rig = new();
    private readonly Receiver _receiver = new();

    public NotificationTests() => _rig.Http = _receiver;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _rig.Dispose();
        _receiver.Dispose();
    }

    [Fact]
    public async Task Run_ToItsEnd_NotifiesOnceWithTheBestConfiguration()
    {
        var (code, _, error) = await _rig.RunAsync("run", _rig.WriteSpec(), "--notify", Address);

        (code, error).ShouldBe((0, ""));
        var (request, body) = _receiver.Requests.ShouldHaveSingleItem();
        request.RequestUri.ShouldBe(new Uri(Address));
        request.Content!.Headers.ContentType!.MediaType.ShouldBe("application/json");
        request.Headers.Contains(NotificationSender.SignatureHeader).ShouldBeFalse();
        var sent = JsonDocument.Parse(body).RootElement;
        sent.GetProperty("text").GetString().ShouldBe("quick-1 finished in 0:00: 4 succeeded. Best: width=16, val_accuracy 0.7333.");
        sent.GetProperty("event").GetString().ShouldBe("finished");
        sent.GetProperty("sweep").GetString().ShouldBe("quick-1");
        sent.GetProperty("counts").GetProperty("succeeded").GetInt64().ShouldBe(4);
        sent.GetProperty("best").GetProperty("settings").GetProperty("width").GetInt32().ShouldBe(16);
    }

    [Fact]
    public async Task Run_ThatALimitEnds_NotifiesTheReason()
    {
        _rig.Trainer.Script = _ => new TrialOutcome.Failed("the disk is on fire");

        await _rig.RunAsync("run", _rig.WriteSpec(CommandRig.Spec + "limits: {failures: 1}\n"), "--notify", Address);

        var sent = JsonDocument.Parse(_receiver.Requests.ShouldHaveSingleItem().Body).RootElement;
        sent.GetProperty("event").GetString().ShouldBe("finished");
        sent.GetProperty("reason").GetString().ShouldBe("1 trials failed, which is the limit");
        sent.GetProperty("best").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Run_Interrupted_NotifiesNothing()
    {
        var gate = _rig.Trainer.HoldBefore(trial: 2, epoch: 2);
        var running = _rig.RunAsync("run", _rig.WriteSpec(), "--notify", Address);
        await gate.Reached;
        await _rig.CtrlC.CancelAsync();

        (await running).Code.ShouldBe(ExitCodes.Interrupted);

        _receiver.Requests.ShouldBeEmpty();
        gate.Open();
        (await _rig.RunAsync("resume", "--notify", Address)).Code.ShouldBe(0);
        _receiver.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Run_WithANotificationThatIsRefused_SaysSoAndKeepsItsCode()
    {
        _receiver.Answers.Enqueue(HttpStatusCode.NotFound);

        var (code, output, _) = await _rig.RunAsync("run", _rig.WriteSpec(), "--notify", Address);

        code.ShouldBe(0);
        output.ShouldContain("The notification could not be sent: example.org answers 404.");
        output.ShouldNotContain("secret-path");
        _receiver.Answers.Enqueue(HttpStatusCode.NotFound);
        (await _rig.RunAsync("run", _rig.WriteSpec(), "--notify", Address, "--json")).Output
            .ShouldContain("""{"event":"notification","sent":false,"reason":"example.org answers 404"}""");
    }

    [Theory]
    [InlineData("example.org/hook")]
    [InlineData("ftp://example.org/secret-path")]
    [InlineData("https://ada:secret-path@example.org/")]
    public async Task Run_WithAnAddressThatIsNotValid_IsRefusedBeforeAnythingRuns(string address)
    {
        var (code, output, error) = await _rig.RunAsync("run", _rig.WriteSpec(), "--notify", address);

        code.ShouldBe(ExitCodes.BadInput);
        error.ShouldStartWith("--notify: ");
        (output + error).ShouldNotContain("secret-path");
        _rig.Trainer.Leases.ShouldBeEmpty();
    }

    [Fact]
    public async Task Body_ForSlack_IsATextWithItsEscapes()
    {
        await _rig.RunAsync("run", _rig.WriteSpec(), "--notify", "https://hooks.slack.com/services/a/b");

        var sent = JsonDocument.Parse(_receiver.Requests.ShouldHaveSingleItem().Body).RootElement;
        sent.EnumerateObject().Select(field => field.Name).ShouldBe(["text"]);
        sent.GetProperty("text").GetString().ShouldStartWith("quick-1 finished");
    }

    [Fact]
    public async Task Send_ToAServerThatIsBusy_IsRetriedWithTheSameDelivery()
    {
        foreach (var answer in new[] { HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests, HttpStatusCode.OK })
            _receiver.Answers.Enqueue(answer);
        var sender = new NotificationSender(new(new(Address), Secret: null), _receiver, TimeProvider.System, Quick);

        (await sender.SendAsync("{}", "quick-1.0", Cancellation)).ShouldBeNull();

        _receiver.Requests.Count.ShouldBe(3);
        _receiver.Requests.SelectMany(sent => sent.Request.Headers.GetValues(NotificationSender.DeliveryHeader)).Distinct()
            .ShouldBe(["quick-1.0"]);
    }

    [Fact]
    public async Task Send_WithASecret_IsSignedWithTimestampAndBody()
    {
        var sender = new NotificationSender(new(new(Address), "a secret"), _receiver, TestClock.Create(), Quick);

        (await sender.SendAsync("""{"text":"done"}""", "quick-1.0", Cancellation)).ShouldBeNull();

        var (request, body) = _receiver.Requests.ShouldHaveSingleItem();
        var timestamp = request.Headers.GetValues(NotificationSender.TimestampHeader).Single();
        request.Headers.GetValues(NotificationSender.SignatureHeader).ShouldBe([NotificationSender.Sign("a secret", timestamp, body)]);
    }

    // Computed with Python's hmac module.
    [Fact]
    public void Signature_OfAKnownBody_IsThatOfTheStandard() =>
        NotificationSender.Sign("a secret", "1700000000", """{"text":"done"}""")
            .ShouldBe("sha256=c3c4c31a9a8d37dbfc149d01d87308163884b13247fd49c707212e45abf78ec4");

    private sealed class Receiver : HttpMessageHandler
    {
        public ConcurrentQueue<(HttpRequestMessage Request, string Body)> Requests { get; } = new();

        /// <summary>The answers to the next requests; 200 to all others.</summary>
        public ConcurrentQueue<HttpStatusCode> Answers { get; } = new();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Enqueue((request, await request.Content!.ReadAsStringAsync(cancellationToken)));
            return new(Answers.TryDequeue(out var answer) ? answer : HttpStatusCode.OK);
        }
    }
}
