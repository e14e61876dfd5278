namespace SweepCluster.Bench.Measuring;

/// <summary>Measures contenders in turns, a block of each and then again, so that whatever slows the machine meets all of them.</summary>
internal sealed class Interleaved
{
    private readonly List<(string Name, Func<double> Block, List<double> Values)> _contenders = [];

    /// <param name="block">Runs one block and returns its figure.</param>
    public void Add(string name, Func<double> block) => _contenders.Add((name, block, []));

    /// <summary>Each contender's figures by name. The first round only warms up.</summary>
    public IReadOnlyDictionary<string, Measured> Run(int rounds)
    {
        for (var round = -1; round < rounds; round++)
        {
            foreach (var (_, block, values) in _contenders)
            {
                var value = block();
                if (round >= 0)
                    values.Add(value);
            }
        }

        return _contenders.ToDictionary(contender => contender.Name, contender => Measured.FromBlocks(contender.Values));
    }
}
