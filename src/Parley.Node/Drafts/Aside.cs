namespace Parley.Node.Drafts;

/// <summary>A text that came while another officer had changed the same field.</summary>
public sealed record Aside(string Field, string By, string Text);
