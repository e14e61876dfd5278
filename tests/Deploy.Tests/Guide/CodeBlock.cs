namespace SweepCluster.Deploy.Tests.Guide;

/// <summary>A block of code on a page of the documentation.</summary>
/// <param name="Language">What stands behind the fence; <c>sh</c> for an indented block, which on our pages holds commands.</param>
/// <param name="Line">Line of the block's first line on the page, from 1.</param>
internal sealed record CodeBlock(string Page, string Language, string Text, int Line)
{
    public override string ToString() => $"{Page}:{Line}";
}
