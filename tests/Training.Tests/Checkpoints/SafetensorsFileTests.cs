using System.Text;
using SweepCluster.Model;
using SweepCluster.Testing;
using SweepCluster.Training.Checkpoints;

namespace SweepCluster.Training.Tests.Checkpoints;

public sealed unsafe class SafetensorsFileTests
{
    private static readonly Dictionary<string, string> Metadata = new() { ["spec"] = "abc", ["epoch"] = "3" };

    [Fact]
    public void Read_WhatWasWritten_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Combine("last.safetensors");
        Write(path);

        var file = SafetensorsFile.Read(path);

        file.Tensors.Select(tensor => tensor.Name).ShouldBe(["step", "bias", "weights"]);
        file.Floats("weights", 2, 3).ToArray().ShouldBe([1, -2, 0.5f, 4, 5, float.Epsilon]);
        file.Floats("bias", 2).ToArray().ShouldBe([float.NaN, float.NegativeInfinity]);
        file.Longs("step").ToArray().ShouldBe([long.MinValue + 7]);
        file.Metadata["spec"].ShouldBe("abc");
        file.Metadata["epoch"].ShouldBe("3");
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [Fact]
    public void Write_SameContentInAnotherOrder_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Combine("a"));
        Write(folder.Combine("b"), reverse: true, durable: false);

        File.ReadAllBytes(folder.Combine("b")).ShouldBe(File.ReadAllBytes(folder.Combine("a")));
    }

    [Fact]
    public void Write_OverAnOldFile_ReplacesIt()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Combine("a"), new string('x', 10_000));
        File.WriteAllText(folder.Combine("a.tmp"), new string('y', 20_000));

        Write(folder.Combine("a"));

        var file = SafetensorsFile.Read(folder.Combine("a"));
        file.Contains("weights").ShouldBeTrue();
        // Other processes may be writing files of their own beside it.
        Directory.GetFiles(folder.Path).ShouldBe([folder.Combine("a"), folder.Combine("a.tmp")], ignoreOrder: true);
    }

    [Fact]
    public void Write_FolderIsMissing_IsTheMachinesFault()
    {
        using var folder = new TemporaryFolder();

        var error = Should.Throw<SweepException>(() => Write(folder.Combine("none", "a")));

        error.Kind.ShouldBe(SweepErrorKind.Environment);
        error.Message.ShouldContain(folder.Combine("none", "a"));
    }

    [Fact]
    public void Read_HandMadeFile_IsUnderstood()
    {
        // As the format's description has it: the header's length, the header, the elements.
        using var folder = new TemporaryFolder();
        const string header =
            """{"b":{"dtype":"I64","shape":[],"data_offsets":[8,16]},"a":{"data_offsets":[0,8],"dtype":"F32","shape":[2,1]}}  """;
        Put(folder.Combine("a"), header, [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0xFF, 1, 0, 0, 0, 0, 0, 0]);

        var file = SafetensorsFile.Read(folder.Combine("a"));

        file.Floats("a", 2, 1).ToArray().ShouldBe([1, -2]);
        file.Longs("b").ToArray().ShouldBe([511]);
        file.Metadata.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "length of a header")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", "not JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "shape of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""", "shape of tensor 'a'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "not a list of whole numbers")]
    [InlineData("""{"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}""", "F32 and I64")]
    [InlineData("""{"a":{"dtype":"7","shape":[4],"data_offsets":[0,8]}}""", "F32 and I64")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "8 bytes follow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "8 bytes follow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "gap or an overlap")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        "gap or an overlap")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'a' twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", "no data_offsets")]
    [InlineData("""{"a":7}""", "no element type")]
    [InlineData("""{"__metadata__":{"x":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "'x' is not text")]
    [InlineData("""{"__metadata__":{"crc32c":"12345678"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "checksum")]
    public void Read_HeaderThatLies_IsRefused(string header, string problem)
    {
        using var folder = new TemporaryFolder();
        Put(folder.Combine("a"), header, new byte[8]);

        ShouldBeRefused(folder.Combine("a"), problem);
    }

    [Fact]
    public void Read_HeaderOfDeepNesting_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Put(folder.Combine("a"), new string('[', 100_000), []);

        ShouldBeRefused(folder.Combine("a"), "not JSON");
    }

    [Fact]
    public void Read_EveryTruncation_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Combine("a"));
        var whole = File.ReadAllBytes(folder.Combine("a"));

        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder.Combine("a"), whole[..length]);
            ShouldBeRefused(folder.Combine("a"), "");
        }

        File.WriteAllBytes(folder.Combine("a"), [.. whole, 0]);
        ShouldBeRefused(folder.Combine("a"), "bytes follow");
    }

    [Fact]
    public void Read_AnyTensorByteChanged_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Combine("a"));
        var whole = File.ReadAllBytes(folder.Combine("a"));
        var first = 8 + BitConverter.ToInt32(whole);
        whole.Length.ShouldBe(first + 8 + 8 + 24);

        for (var at = first; at < whole.Length; at++)
        {
            var torn = (byte[])whole.Clone();
            torn[at] ^= 0x10;
            File.WriteAllBytes(folder.Combine("a"), torn);
            ShouldBeRefused(folder.Combine("a"), "checksum");
        }
    }

    // A flipped bit of a name gives another tensor, and one of a space nothing; all else is refused.
    [Fact]
    public void Read_AnyBitOfTheHeaderFlipped_IsRefusedOrMissesTheTensor()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Combine("a");
        Write(path);
        var whole = File.ReadAllBytes(path);
        var header = BitConverter.ToInt32(whole);
        var refused = 0;

        for (var bit = 0; bit < 8 * (8 + header); bit++)
        {
            var flipped = (byte[])whole.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, flipped);
            try
            {
                var file = SafetensorsFile.Read(path);
                file.Floats("weights", 2, 3).ToArray().ShouldBe([1, -2, 0.5f, 4, 5, float.Epsilon], $"bit {bit}");
                file.Floats("bias", 2).Length.ShouldBe(2, $"bit {bit}");
                file.Longs("step").ToArray().ShouldBe([long.MinValue + 7], $"bit {bit}");
            }
            catch (SweepException damage)
            {
                refused++;
                damage.Message.ShouldStartWith(path, Case.Sensitive, $"bit {bit}");
                damage.Message.ShouldNotContain("\n");
                damage.Message.ShouldNotContain("Exception");
            }
        }

        refused.ShouldBeGreaterThan(8 * header / 2);
    }

    [Fact]
    public void Find_TensorOfAnotherShape_SaysBoth()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Combine("a"));
        var file = SafetensorsFile.Read(folder.Combine("a"));

        Should.Throw<SweepException>(() => file.Floats("weights", 3, 2)).Message.ShouldContain("F32 [2, 3], but F32 [3, 2]");
        Should.Throw<SweepException>(() => file.Longs("weights", 2, 3)).Message.ShouldContain("but I64 [2, 3]");
        Should.Throw<SweepException>(() => file.Floats("wieghts", 2, 3)).Message.ShouldContain("no tensor 'wieghts'");
    }

    [Fact]
    public void Crc32C_KnownAnswer_IsRight()
    {
        // RFC 3720, B.4, and the check value of the catalogue of CRCs.
        var crc = new Crc32C();
        crc.Append("123456789"u8[..8]);
        crc.Append("9"u8);
        crc.Value.ShouldBe(0xE3069283u);
    }

    internal static void Write(string path, bool reverse = false, bool durable = true)
    {
        fixed (float* weights = new[] { 1, -2, 0.5f, 4, 5, float.Epsilon })
        fixed (float* bias = new[] { float.NaN, float.NegativeInfinity })
        {
            var step = long.MinValue + 7;
            TensorSource[] tensors =
            [
                TensorSource.Floats("weights", weights, 2, 3), TensorSource.Longs("step", &step), TensorSource.Floats("bias", bias, 2),
            ];
            var metadata = reverse ? Metadata.Reverse().ToDictionary() : Metadata;
            SafetensorsFile.Write(path, reverse ? tensors.Reverse().ToArray() : tensors, metadata, durable);
        }
    }

    private static void Put(string path, string header, byte[] elements) =>
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. elements]);

    private static void ShouldBeRefused(string path, string problem)
    {
        var error = Should.Throw<SweepException>(() => SafetensorsFile.Read(path));
        error.Message.ShouldStartWith($"{path} is not a whole safetensors file: ");
        error.Message.ShouldContain(problem);
        error.Message.ShouldContain("It is damaged");
    }
}
