using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Sweeps.Search;

/// <summary>The cells of a space, addressed by index. Without conditions the index is a mixed-radix number, with the first axis as its most
/// significant digit. A conditional axis belongs to the values of its parent for which it exists, so that the axes form a forest, and a
/// cell is counted, decoded and encoded without visiting any other.</summary>
public sealed class SearchSpace
{
    private readonly AxisNode[] _roots;

    public SearchSpace(EquatableArray<AxisSpec> axes)
    {
        Axes = axes;
        var nodes = new Dictionary<string, AxisNode>(StringComparer.Ordinal);
        _roots = [.. axes.Where(axis => axis.When is null).Select(axis => AxisNode.FromAxis(axis, axes, nodes))];
        // A space without axes has no cells; a spec of explicit configurations alone has one.
        Count = axes.Count == 0 ? 0 : Product(_roots);
    }

    public EquatableArray<AxisSpec> Axes { get; }

    /// <summary>The number of cells.</summary>
    public long Count { get; }

    /// <summary>The assignments of cell <paramref name="index"/>, 0 to <see cref="Count"/> - 1, parents before children.</summary>
    public EquatableArray<SettingAssignment> Decode(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var assignments = new List<SettingAssignment>(Axes.Count);
        Decode(_roots, index, assignments);
        return assignments.ToEquatableArray();
    }

    /// <summary>The index of the cell with these assignments; null if there is none.</summary>
    public long? Encode(IReadOnlyCollection<SettingAssignment> assignments)
    {
        var used = 0;
        var index = Encode(_roots, assignments, ref used);
        return index is not null && used == assignments.Count ? index : null;
    }

    private static long Product(AxisNode[] nodes)
    {
        var product = 1L;
        foreach (var node in nodes)
            product = CheckedCount.Multiply(product, node.Count);
        return product;
    }

    private static void Decode(AxisNode[] nodes, long index, List<SettingAssignment> assignments)
    {
        var block = Product(nodes);
        foreach (var node in nodes)
        {
            block /= node.Count;
            var digit = index / block;
            index %= block;
            var value = node.ValueAt(digit);
            assignments.Add(new(node.Axis.Setting, node.Axis.Values[value]));
            Decode(node.Children[value], digit - node.Start[value], assignments);
        }
    }

    private static long? Encode(AxisNode[] nodes, IReadOnlyCollection<SettingAssignment> assignments, ref int used)
    {
        var index = 0L;
        foreach (var node in nodes)
        {
            var assignment = assignments.FirstOrDefault(candidate => candidate.Setting == node.Axis.Setting);
            var value = assignment is null ? -1 : node.IndexOf(assignment.Value);
            if (value < 0)
                return null;
            used++;
            if (Encode(node.Children[value], assignments, ref used) is not { } within)
                return null;
            index = (index * node.Count) + node.Start[value] + within;
        }

        return index;
    }

    /// <summary>An axis and, under each of its values, the axes that exist only there. An axis below several values is one node, so that
    /// there are no more nodes than axes.</summary>
    private sealed class AxisNode
    {
        private AxisNode(AxisSpec axis, EquatableArray<AxisSpec> all, Dictionary<string, AxisNode> nodes)
        {
            Axis = axis;
            Children = new AxisNode[axis.Values.Count][];
            Start = new long[axis.Values.Count];
            for (var i = 0; i < axis.Values.Count; i++)
            {
                var value = axis.Values[i];
                Children[i] = [.. all
                    .Where(child => child.When is { } when && when.Setting == axis.Setting && when.HoldsFor(value))
                    .Select(child => FromAxis(child, all, nodes))];
                Start[i] = Count;
                Count = CheckedCount.Add(Count, Product(Children[i]));
            }
        }

        public static AxisNode FromAxis(AxisSpec axis, EquatableArray<AxisSpec> all, Dictionary<string, AxisNode> nodes)
        {
            if (!nodes.TryGetValue(axis.Setting, out var node))
                nodes.Add(axis.Setting, node = new(axis, all, nodes));
            return node;
        }

        public AxisSpec Axis { get; }

        public AxisNode[][] Children { get; }

        /// <summary>Per value, the number of cells of this subtree before it.</summary>
        public long[] Start { get; }

        public long Count { get; }

        public int ValueAt(long digit)
        {
            var found = Array.BinarySearch(Start, digit);
            return found >= 0 ? found : ~found - 1;
        }

        public int IndexOf(SettingValue value)
        {
            for (var i = 0; i < Axis.Values.Count; i++)
            {
                if (Axis.Values[i] == value)
                    return i;
            }

            return -1;
        }
    }
}
