using SweepCluster.Training.Cpu.Lanes;

namespace SweepCluster.Training.Cpu.Matrices;

internal static unsafe partial class TileKernels<T>
    where T : struct, ILanes<T>
{
    private const int MaxRows = 12;

    // A kernel is compiled when it is first called: most networks use only a few.
    private static readonly delegate*<in Tile, void>[] ByRow = RowsTable();
    private static readonly delegate*<in Tile, void>[] ByColumn = ColumnsTable();

    /// <summary>The kernel whose left operand is read by row.</summary>
    public static delegate*<in Tile, void> Row(int rows, int registers) => ByRow[((registers - 1) * MaxRows) + rows - 1];

    /// <summary>The kernel whose left operand is read by column.</summary>
    public static delegate*<in Tile, void> Column(int rows, int registers) => ByColumn[((registers - 1) * MaxRows) + rows - 1];
}
