using System.Net;
using System.Text.Json;
using SweepCluster.Api.Keys;
using SweepCluster.Coordinator.Tests.Remote;

namespace SweepCluster.Coordinator.Tests.Api;

/// <summary>Questions to the network of a trial that was trained for real.</summary>
public sealed class NetworkEndpointTests(TrainedCluster cluster) : IClassFixture<TrainedCluster>
{
    private const string Trial = "api/v1/sweeps/seen-1/trials/0";
    private const int Pixels = 28 * 28;

    private ApiRig Api => cluster.Rig.Api;

    [Fact]
    public async Task Network_OfATrial_SaysWhatItTakesAndKnows()
    {
        var facts = (await Api.GetAsync($"{Trial}/network")).Json;

        facts.GetProperty("dataset").GetString().ShouldNotBeNull().ShouldStartWith("glyphs");
        facts.GetProperty("class_names").GetArrayLength().ShouldBe(10);
        (facts.GetProperty("rows").GetInt32(), facts.GetProperty("columns").GetInt32(), facts.GetProperty("channels").GetInt32())
            .ShouldBe((28, 28, 1));
        facts.GetProperty("test_images").GetInt32().ShouldBe(TrainedCluster.TestImages);
        facts.GetProperty("epochs").GetInt32().ShouldBe(2);
        (facts.GetProperty("scale").GetDouble(), facts.GetProperty("test_scale").GetDouble()).ShouldBe((255, 255));
    }

    [Fact]
    public async Task Answers_ToATestImageAndAPicture_AreInTheirOrder()
    {
        var blank = Convert.ToBase64String(new byte[Pixels]);

        var answers = (await QueryAsync($$"""{"images": [{"number": 3}, {"pixels": "{{blank}}"}], "explain": true}""")).Json;

        answers.GetArrayLength().ShouldBe(2);
        answers[0].GetProperty("label").GetInt32().ShouldBeInRange(0, 9);
        answers[1].GetProperty("label").ValueKind.ShouldBe(JsonValueKind.Null);
        foreach (var answer in answers.EnumerateArray())
        {
            answer.GetProperty("probabilities").EnumerateArray().Sum(share => share.GetDouble()).ShouldBe(1, 1e-5);
            var explanation = answer.GetProperty("explanation");
            explanation.GetProperty("probabilities").GetArrayLength().ShouldBe(10);
            explanation.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("activation").GetString())
                .ShouldBe(["relu", null]);
        }

        answers[1].GetProperty("explanation").GetProperty("input").GetProperty("zeros").GetDouble().ShouldBe(1);
    }

    [Fact]
    public async Task Answers_NotToBeExplained_HaveNoExplanation() =>
        (await QueryAsync("""{"images": [{"number": 0}]}""")).Json[0].GetProperty("explanation").ValueKind.ShouldBe(JsonValueKind.Null);

    [Fact]
    public async Task Predictions_OfATrial_HaveTheConfusionOfAllTestImages()
    {
        var shown = (await Api.GetAsync($"{Trial}/predictions")).Json;

        shown.GetProperty("trial").GetInt64().ShouldBe(0);
        shown.GetProperty("fingerprint").GetString()!.Length.ShouldBe(64);
        shown.GetProperty("images").GetArrayLength().ShouldBe(15);
        shown.GetProperty("examples").GetArrayLength().ShouldBe(25);
        shown.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(count => count.GetInt32()))
            .ShouldBe(TrainedCluster.TestImages);
        shown.GetProperty("images")[0].GetProperty("png").GetBytesFromBase64()[1..4].ShouldBe("PNG"u8.ToArray());
        // From what is kept.
        (await Api.GetAsync($"{Trial}/predictions")).Json.ToString().ShouldBe(shown.ToString());
    }

    [Theory]
    [InlineData("""{"images": []}""", "give 1 to 100 images")]
    [InlineData("""{"images": [null]}""", "give 1 to 100 images")]
    [InlineData("""{"images": [{}]}""", "has a number or pixels, and not both")]
    [InlineData("""{"images": [{"number": 1, "pixels": "AAAA"}]}""", "has a number or pixels, and not both")]
    [InlineData("""{"images": [{"number": 40}]}""", "Its test images are 0 to 39.")]
    [InlineData("""{"images": [{"number": -1}]}""", "Its test images are 0 to 39.")]
    [InlineData("""{"images": [{"pixels": "AAAA"}]}""", "Give 784 bytes")]
    [InlineData("""{"images": [{"pixels": "?"}]}""", "is not the JSON that this address takes")]
    [InlineData("""{"images": 3}""", "is not the JSON that this address takes")]
    [InlineData("{}", "is not the JSON that this address takes")]
    public async Task Answers_ToAnImpossibleQuestion_AreRefused(string question, string message) =>
        (await QueryAsync(question)).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid").ShouldContain(message);

    [Fact]
    public async Task Answers_ToMoreImagesThanARequestTakes_AreRefused()
    {
        var images = string.Join(',', Enumerable.Repeat("""{"number": 0}""", 101));

        (await QueryAsync($$"""{"images": [{{images}}]}""")).ShouldBeProblem(HttpStatusCode.BadRequest, "invalid")
            .ShouldContain("give 1 to 100 images");
    }

    [Theory]
    [InlineData("network")]
    [InlineData("predictions")]
    public async Task Network_OfATrialThatWasNotStarted_IsNotThere(string what) =>
        (await Api.GetAsync($"api/v1/sweeps/seen-1/trials/7/{what}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found")
            .ShouldBe("seen-1 has no trial 7 that was started.");

    [Fact]
    public async Task Question_WithAKeyThatMayRead_IsAnsweredAndNotAudited()
    {
        await using var api = new ApiRig();
        await api.StartAsync();
        await api.FinishAsync();
        var audit = Path.Combine(api.Home, "audit.log");
        var before = await File.ReadAllTextAsync(audit, ApiRig.Cancellation);
        const string answers = "api/v1/sweeps/quick-1/trials/0/answers";
        const string question = """{"images": [{"number": 0}]}""";

        api.Key = api.AddKey(KeyScope.Read);
        var read = await api.SendAsync(HttpMethod.Post, answers, question);

        read.ShouldBeProblem(HttpStatusCode.NotFound, "not-found").ShouldContain("no checkpoint");
        (await File.ReadAllTextAsync(audit, ApiRig.Cancellation)).ShouldBe(before, "a question changes nothing");
        api.Key = null;
        (await api.SendAsync(HttpMethod.Post, answers, question)).ShouldBeProblem(HttpStatusCode.Unauthorized, "unauthorized");
        (await File.ReadAllTextAsync(audit, ApiRig.Cancellation)).ShouldNotBe(before, "a refusal is counted all the same");
    }

    private Task<ApiAnswer> QueryAsync(string question) => Api.SendAsync(HttpMethod.Post, $"{Trial}/answers", question);
}
