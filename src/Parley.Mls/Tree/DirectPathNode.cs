namespace Parley.Mls.Tree;

/// <summary>A node of a filtered direct path (RFC 9420 §4.1.2) and its child on the copath, as node indices.</summary>
internal readonly record struct DirectPathNode(uint Node, uint Copath);
