namespace Parley.Node.Relay;

/// <summary>So many places at a time for each client, and so many in all. Who has none is not remembered.</summary>
internal sealed class ClientPlaces(int perClient, int inAll)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _taken = [];
    private int _all;

    /// <summary>Takes a place, which the caller gives back; <c>false</c> where there is none.</summary>
    public bool TryTake(string client)
    {
        lock (_lock)
        {
            var taken = _taken.GetValueOrDefault(client);
            if (taken >= perClient || _all >= inAll)
                return false;
            (_taken[client], _all) = (taken + 1, _all + 1);
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void GiveBack(string client)
    {
        lock (_lock)
        {
            _all--;
            if (--_taken[client] == 0)
                _taken.Remove(client);
        }
    }
}
