using System.Text.Json;
using SweepCluster.Coordinator.Tests.Commands;
using SweepCluster.Model.Trials;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Coordinator.Tests.Exports;

/// <summary>Event files, read by a program in another language that implements the record format, its checksums and protocol buffers
/// from their descriptions alone.</summary>
public sealed class TensorBoardTests : IDisposable
{
    // Prints an object per record: wall time, step, tag, value, and the session records' content as nested field numbers.
    private const string Reader = """
        import json, struct, sys
        table = []
        for n in range(256):
            for _ in range(8):
                n = (n >> 1) ^ 0x82F63B78 if n & 1 else n >> 1
            table.append(n)
        def masked(data):
            crc = 0xFFFFFFFF
            for byte in data:
                crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
            crc ^= 0xFFFFFFFF
            return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF
        assert masked(b"") == 0xA282EAD8 and table[1] == 0xF26B8303
        def varint(data, at):
            value = shift = 0
            while True:
                byte = data[at]; at += 1
                value |= (byte & 127) << shift; shift += 7
                if byte < 128:
                    return value, at
        def fields(data):
            at = 0
            while at < len(data):
                key, at = varint(data, at)
                kind = key & 7
                if kind == 0:
                    value, at = varint(data, at)
                elif kind == 1:
                    value, = struct.unpack("<d", data[at:at + 8]); at += 8
                elif kind == 5:
                    value, = struct.unpack("<f", data[at:at + 4]); at += 4
                else:
                    length, at = varint(data, at)
                    assert kind == 2 and at + length <= len(data)
                    value = data[at:at + length]; at += length
                yield key >> 3, value
        def one(data, field, default=None):
            found = [value for number, value in fields(data) if number == field]
            assert len(found) <= 1
            return found[0] if found else default
        raw = open(sys.argv[1], "rb").read()
        at = 0
        while at < len(raw):
            header = raw[at:at + 8]
            length, = struct.unpack("<Q", header)
            check, = struct.unpack("<I", raw[at + 8:at + 12])
            data = raw[at + 12:at + 12 + length]
            datacheck, = struct.unpack("<I", raw[at + 12 + length:at + 16 + length])
            assert check == masked(header) and datacheck == masked(data), "checksum at %d" % at
            at += 16 + length
            event = {"at": one(data, 1), "step": one(data, 2, 0)}
            if one(data, 3):
                event["version"] = one(data, 3).decode()
            else:
                value = one(one(data, 5), 1)
                event["tag"] = one(value, 1).decode()
                event["value"] = one(value, 2)
                if one(value, 9):
                    plugin = one(one(value, 9), 1)
                    event["plugin"] = one(plugin, 1).decode()
                    content = one(plugin, 2)
                    if one(content, 3):
                        start = one(content, 3)
                        event["hparams"] = {one(entry, 1).decode(): (lambda v: one(v, 3).decode() if one(v, 3) else one(v, 2, one(v, 4)))(one(entry, 2))
                                            for number, entry in fields(start) if number == 1}
                        event["group"] = one(start, 4).decode()
                    else:
                        event["status"] = one(one(content, 4), 1)
            print(json.dumps(event))
        """;

    private readonly CommandRig _rig = new();

    private string Board => Path.Combine(_rig.Home, "board");

    public void Dispose() => _rig.Dispose();

    [PythonFact]
    public async Task Export_AFinishedSweep_HasAFilePerTrialWithSessionAndScalars()
    {
        await _rig.FinishAsync();

        var (code, output, _) = await _rig.RunAsync("export", "--tensorboard", Board);

        code.ShouldBe(0);
        output.ShouldBe($"{Path.Combine(Board, "quick-1")}: 4 trials{Environment.NewLine}");
        Trials().ShouldBe(["trial-00000", "trial-00001", "trial-00002", "trial-00003"]);
        var events = await ReadAsync(3);
        events[0].GetProperty("version").GetString().ShouldBe("brain.Event:2");
        events[1].GetProperty("tag").GetString().ShouldBe("_hparams_/session_start_info");
        events[1].GetProperty("plugin").GetString().ShouldBe("hparams");
        events[1].GetProperty("group").GetString().ShouldBe("quick-1 configuration 1");
        events[1].GetProperty("hparams").GetRawText().ShouldBe("""{"width": 16.0, "seed": 2.0}""");
        events[^1].GetProperty("status").GetInt32().ShouldBe(1);
        await using var store = _rig.Store();
        await foreach (var epoch in store.ReadEpochsAsync("quick-1", 3, TestContext.Current.CancellationToken))
            Value(events, "val_accuracy", epoch.Report.Epoch).ShouldBe((float)epoch.Report.ValidationAccuracy!.Value);
        Steps(events, "train_loss").ShouldBe([1, 2]);
        Steps(events, "test_accuracy").ShouldBe([2]);
    }

    [PythonFact]
    public async Task Run_WithTensorBoard_LeavesWhatExportWrites()
    {
        (await _rig.RunAsync("run", _rig.WriteSpec(), "--quiet", "--tensorboard", Board)).Code.ShouldBe(0);
        var written = File.ReadAllBytes(FileOf(0));

        Directory.Delete(Board, recursive: true);
        await _rig.RunAsync("export", "--tensorboard", Board);

        written.ShouldBe(File.ReadAllBytes(FileOf(0)));
    }

    [PythonFact]
    public async Task Extend_WithTensorBoard_AddsEpochsWithoutDoublingAny()
    {
        (await _rig.RunAsync("run", _rig.WriteSpec(), "--quiet", "--tensorboard", Board)).Code.ShouldBe(0);

        (await _rig.RunAsync("extend", "latest", "--epochs", "+3", "--quiet", "--tensorboard", Board)).Code.ShouldBe(0);

        var events = await ReadAsync(0);
        Steps(events, "train_loss").ShouldBe([1, 2, 3, 4, 5]);
        Steps(events, "test_accuracy").ShouldBe([5]);
        events.Count(record => record.TryGetProperty("status", out _)).ShouldBe(1);
    }

    [PythonTheory]
    [InlineData("torn")]
    [InlineData("behind")]
    [InlineData("foreign")]
    public async Task Export_AFileThatIsNotWhole_IsMended(string damage)
    {
        await _rig.FinishAsync();
        await _rig.RunAsync("export", "--tensorboard", Board);
        var whole = File.ReadAllBytes(FileOf(1));
        File.WriteAllBytes(FileOf(1), damage switch
        {
            "torn" => whole[..^7],
            "behind" => whole[..(whole.Length / 2)],
            _ => [.. whole[..200], .. "and something else that is longer than what belongs there"u8, .. whole],
        });

        await _rig.RunAsync("export", "--tensorboard", Board);

        File.ReadAllBytes(FileOf(1)).ShouldBe(whole);
        (await ReadAsync(1)).ShouldNotBeEmpty();
    }

    [PythonFact]
    public async Task Export_ATrialThatFailed_EndsItsSessionAsFailed()
    {
        _rig.Trainer.Script = lease => lease.Trial == 2 ? new TrialOutcome.Failed("no more magnets") : null;
        await _rig.RunAsync("run", _rig.WriteSpec(), "--quiet");

        await _rig.RunAsync("export", "--tensorboard", Board);

        (await ReadAsync(2))[^1].GetProperty("status").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Run_AFolderThatCantBeMade_IsRefusedBeforeAnythingRuns()
    {
        var file = _rig.WriteSpec();

        var (code, _, error) = await _rig.RunAsync("run", file, "--tensorboard", Path.Combine(file, "board"));

        code.ShouldNotBe(0);
        error.ShouldContain("--tensorboard:");
        await using var store = _rig.Store();
        (await store.ListSweepsAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    private static int[] Steps(IEnumerable<JsonElement> events, string tag) =>
        [.. events.Where(record => record.TryGetProperty("tag", out var found) && found.GetString() == tag)
            .Select(record => record.GetProperty("step").GetInt32())];

    private static float Value(IEnumerable<JsonElement> events, string tag, int step) => events
        .Where(record => record.TryGetProperty("tag", out var found) && found.GetString() == tag
            && record.GetProperty("step").GetInt32() == step)
        .ShouldHaveSingleItem().GetProperty("value").GetSingle();

    private IEnumerable<string> Trials() => Directory.EnumerateDirectories(Path.Combine(Board, "quick-1"))
        .Select(folder => Path.GetFileName(folder))
        .Order(StringComparer.Ordinal);

    private string FileOf(int trial) =>
        Directory.EnumerateFiles(Path.Combine(Board, "quick-1", $"trial-{trial:00000}"), "events.out.tfevents.*").ShouldHaveSingleItem();

    private async Task<JsonElement[]> ReadAsync(int trial)
    {
        var (code, output, error) = await ChildProcess.RunAsync(new(Requirement.PythonInterpreter, ["-c", Reader, FileOf(trial)]));
        code.ShouldBe(0, error);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }
}
