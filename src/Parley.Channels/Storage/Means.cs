namespace Parley.Channels.Storage;

/// <summary>By what an alarm is given. The numbers stand in the store.</summary>
public enum Means
{
    /// <summary>The node's page sounds and shows it.</summary>
    Sound = 0,

    /// <summary>An e-mail.</summary>
    Mail = 1,

    /// <summary>A POST to a URL.</summary>
    Webhook = 2,
}
