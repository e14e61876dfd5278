using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Training.Tests.Checkpoints;

/// <summary>Reads our files with a program that shares nothing with ours.</summary>
[Integration]
public sealed class IndependentReaderTests
{
    [NumpyFact]
    public async Task Numpy_OurFile_ReadsTheSame()
    {
        using var folder = new TemporaryFolder();
        SafetensorsFileTests.Write(folder.Combine("a.safetensors"));
        const string script = """
            import json, struct, sys
            import numpy
            raw = open(sys.argv[1], "rb").read()
            length, = struct.unpack("<Q", raw[:8])
            header = json.loads(raw[8:8 + length])
            meta = header.pop("__metadata__")
            print(meta["epoch"], meta["spec"], len(raw))
            for name in sorted(header):
                entry = header[name]
                begin, end = entry["data_offsets"]
                kind = {"F32": "<f4", "I64": "<i8"}[entry["dtype"]]
                array = numpy.frombuffer(raw[8 + length + begin:8 + length + end], kind).reshape(entry["shape"])
                assert (8 + length + begin) % array.itemsize == 0
                print(name, array.dtype, array.tolist())
            """;

        var (code, output, error) = await ChildProcess.RunAsync(
            new(Requirement.PythonInterpreter, ["-c", script, folder.Combine("a.safetensors")]));

        code.ShouldBe(0, error);
        var length = new FileInfo(folder.Combine("a.safetensors")).Length;
        output.Trim().ReplaceLineEndings("\n").ShouldBe(
            $"3 abc {length}\nbias float32 [nan, -inf]\nstep int64 {long.MinValue + 7}\n"
            + "weights float32 [[1.0, -2.0, 0.5], [4.0, 5.0, 1.401298464324817e-45]]");
    }
}
