using SweepCluster.Runtime.Embedded;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Embedded;

public sealed class RunInboxTests
{
    private static readonly RunMessage Message = new RunMessage.Ticked();

    [Fact]
    public async Task Take_WaitsForSomethingUrgentAndThenHasEverything()
    {
        var inbox = new RunInbox();
        inbox.Post(Message, urgent: false);
        inbox.Post(Message, urgent: false);

        var taking = inbox.TakeAsync();

        taking.IsCompleted.ShouldBeFalse();
        inbox.Post(Message, urgent: true);
        (await taking.WithinDeadlineAsync("the messages to be taken")).Count.ShouldBe(3);
        inbox.TakeAsync().IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void Close_WithMessagesLeft_IsPutOff()
    {
        var inbox = new RunInbox();
        inbox.Post(Message, urgent: false);

        inbox.TryClose().ShouldBeFalse();
        inbox.TakeAsync().IsCompletedSuccessfully.ShouldBeTrue();
        inbox.TryClose().ShouldBeTrue();
        inbox.Post(Message, urgent: true).ShouldBeFalse();
    }

    [Fact]
    public async Task Writer_FarAheadOfTheLoop_WaitsForIt()
    {
        var inbox = new RunInbox();
        var posted = 0;
        var writer = Task.Run(() =>
        {
            for (; posted < 100_000; posted++)
            {
                inbox.Post(Message, urgent: false);
                inbox.WaitForRoom();
            }

            inbox.Post(Message, urgent: true);
        }, TestContext.Current.CancellationToken);

        var taken = 0;
        while (taken < 100_001)
        {
            var messages = (await inbox.TakeAsync()
                .WithinDeadlineAsync("more messages", () => $"{taken} messages taken, {posted} posted")).Count;
            messages.ShouldBeLessThanOrEqualTo(16_384);
            taken += messages;
        }

        await writer.WithinDeadlineAsync("the writer to end", () => $"{posted} messages posted");
        posted.ShouldBe(100_000);
    }
}
