using Parley.Records;

namespace Parley.Channels.Ladders;

/// <summary>What a record says about other records: a rung of their ladders. Its author's claim, and no more than that.</summary>
public abstract record Claim
{
    private Claim()
    {
    }

    /// <summary>The records that it is about, in the order in which it names them.</summary>
    public abstract IReadOnlyList<Digest> About { get; }

    /// <summary>Says nothing about other records.</summary>
    public sealed record Nothing : Claim
    {
        /// <inheritdoc/>
        public override IReadOnlyList<Digest> About => [];
    }

    /// <summary>An officer read them, or they were shown to the principal.</summary>
    public sealed record Receipt(Rung Rung, IReadOnlyList<Digest> Records) : Claim
    {
        /// <inheritdoc/>
        public override IReadOnlyList<Digest> About => Records;
    }

    /// <summary>What the reader understood, in his own words.</summary>
    public sealed record Paraphrase(Digest Record, string Text) : Claim
    {
        /// <inheritdoc/>
        public override IReadOnlyList<Digest> About => [Record];
    }

    /// <summary>The author's word on a paraphrase of its record: right, or, with <paramref name="Correction"/>, not.</summary>
    public sealed record Verdict(Digest Record, Digest OnParaphrase, string? Correction) : Claim
    {
        /// <inheritdoc/>
        public override IReadOnlyList<Digest> About => [Record];
    }

    /// <summary>An answer.</summary>
    public sealed record Answer(IReadOnlyList<AnsweredRecord> Records) : Claim
    {
        /// <inheritdoc/>
        public override IReadOnlyList<Digest> About => [.. Records.Select(r => r.Record)];
    }

    /// <summary>A refusal to answer.</summary>
    public sealed record Decline(IReadOnlyList<AnsweredRecord> Records, string? Reason) : Claim
    {
        /// <inheritdoc/>
        public override IReadOnlyList<Digest> About => [.. Records.Select(r => r.Record)];
    }

    /// <summary>The asker's word on an answer, question by question.</summary>
    public sealed record Adequacy(Digest Record, Digest OfAnswer, IReadOnlyList<string> Adequate, IReadOnlyList<string> NotAdequate) : Claim
    {
        /// <inheritdoc/>
        public override IReadOnlyList<Digest> About => [Record];
    }

    /// <summary>The record in another language.</summary>
    public sealed record Translated(Translation Translation) : Claim
    {
        /// <inheritdoc/>
        public override IReadOnlyList<Digest> About => [Translation.Record];
    }

    /// <summary>A holding message: the next word comes by a stated time. What it names is being looked into, and not answered.</summary>
    public sealed record Holding(IReadOnlyList<AnsweredRecord> Records, DateTimeOffset NextWordBy) : Claim
    {
        /// <inheritdoc/>
        public override IReadOnlyList<Digest> About => [.. Records.Select(r => r.Record)];
    }
}
