using SweepCluster.Model;
using SweepCluster.Model.Files;

namespace SweepCluster.Contracts.Tests.Files;

/// <summary>Places of checkpoints as users give them.</summary>
public sealed class CheckpointPlaceTests
{
    [Theory]
    [InlineData("s3://bucket", "s3://bucket", "bucket", "")]
    [InlineData("s3://bucket/", "s3://bucket", "bucket", "")]
    [InlineData("S3://bucket/lab/team/", "s3://bucket/lab/team", "bucket", "lab/team")]
    [InlineData("s3://my.bucket-1/a=b/(c)", "s3://my.bucket-1/a=b/(c)", "my.bucket-1", "a=b/(c)")]
    public void Parse_ABucket_ReturnsItsUrlWithoutASlashAtTheEnd(string given, string place, string bucket, string prefix)
    {
        CheckpointPlace.Parse(given, "--checkpoints-at").ShouldBe(place);

        CheckpointPlace.IsBucket(place).ShouldBeTrue();
        CheckpointPlace.Split(place).ShouldBe((bucket, prefix));
        CheckpointPlace.CombineSweep(place, "quick-1").ShouldBe($"{place}/quick-1");
        CheckpointPlace.CombineTrial(place, "quick-1", 12).ShouldBe($"{place}/quick-1/12");
    }

    [Theory]
    [InlineData("s3://", "'' is not the name of a bucket")]
    [InlineData("s3:///prefix", "'' is not the name of a bucket")]
    [InlineData("s3://ab", "'ab' is not the name of a bucket")]
    [InlineData("s3://bucket\n", "is not the name of a bucket")]
    [InlineData("s3://bucket/a//b", "the prefix 'a//b' has a part that is empty")]
    [InlineData("s3://bucket/../b", "the prefix '../b'")]
    [InlineData("s3://bucket/a b", "the prefix 'a b'")]
    [InlineData("s3://bucket/a?b", "the prefix 'a?b'")]
    [InlineData("gs://bucket/a", "its scheme is not s3")]
    [InlineData("https://server/bucket", "its scheme is not s3")]
    public void Parse_AnotherUrl_SaysWhatIsWrongAndWhatToGive(string given, string problem)
    {
        var mistake = Should.Throw<SweepException>(() => CheckpointPlace.Parse(given, "Silo:Checkpoints"));

        mistake.Kind.ShouldBe(SweepErrorKind.Input);
        mistake.Message.ShouldStartWith($"Silo:Checkpoints: '{given}' is not a place for checkpoints: ");
        mistake.Message.ShouldContain(problem);
        mistake.Message.ShouldEndWith("Give a folder, or a bucket such as s3://bucket/prefix.");
    }

    [Theory]
    [InlineData("s3://ada:secret@bucket/prefix", "s3://bucket/prefix")]
    [InlineData("s3://ada:se@cret@bucket", "s3://bucket")]
    [InlineData("https://ada:secret@server/bucket", "https://server/bucket")]
    public void Parse_AUrlWithAPassword_IsRefusedWithoutIt(string given, string shown)
    {
        var mistake = Should.Throw<SweepException>(() => CheckpointPlace.Parse(given, "--checkpoints-at"));

        mistake.Message.ShouldStartWith($"--checkpoints-at: '{shown}' is not a place for checkpoints: it has a user");
        mistake.Message.ShouldNotContain("cret");
    }

    [Fact]
    public void Parse_AFolder_ReturnsItsAbsolutePath()
    {
        var place = CheckpointPlace.Parse("shared", "--checkpoints-at");

        place.ShouldBe(Path.Combine(Environment.CurrentDirectory, "shared"));
        CheckpointPlace.IsBucket(place).ShouldBeFalse();
        CheckpointPlace.CombineSweep(place, "quick-1").ShouldBe(Path.Combine(place, "quick-1"));
        CheckpointPlace.CombineTrial(place, "quick-1", 12).ShouldBe(Path.Combine(place, "quick-1", "12"));
    }
}
