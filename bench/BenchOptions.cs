using System.CommandLine;
using SweepCluster.Bench.Training;

namespace SweepCluster.Bench;

/// <summary>The options of every benchmark.</summary>
internal sealed class BenchOptions
{
    private readonly Option<string?> _peer =
        new("--peer") { Description = "Also measure the peer, in turns with this program: pytorch or optuna." };
    private readonly Option<string?> _python =
        new("--python") { Description = "The Python that has the peer (default: python3, then the system's)." };
    private readonly Option<int> _rounds =
        new("--rounds") { Description = "Blocks of each contender, in turns.", DefaultValueFactory = _ => 9 };
    private readonly Option<FileInfo?> _json = new("--json") { Description = "Write the figures to this file, too." };

    public BenchOptions() => _peer.AcceptOnlyFromAmong("pytorch", "optuna");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_peer, _python, _rounds, _json])
            command.Options.Add(option);
    }

    public BenchSettings Read(ParseResult parsed) =>
        new(parsed.GetValue(_peer), parsed.GetValue(_python), Math.Max(1, parsed.GetValue(_rounds)), parsed.GetValue(_json));
}

/// <param name="Peer">Null: none.</param>
/// <param name="Json">Null: figures are only printed.</param>
internal sealed record BenchSettings(string? Peer, string? Python, int Rounds, FileInfo? Json)
{
    /// <summary>Null: not asked for, or not to be had.</summary>
    /// <param name="isNarrow">Holds it to AVX2.</param>
    public PyTorchPeer? StartPyTorch(bool isNarrow = false) => Peer == "pytorch" ? PyTorchPeer.TryStart(Python, isNarrow) : null;
}
