using System.Text;

namespace Parley.Cases.Exports;

/// <summary>Reads CSV (RFC 4180): quotes, doubled quotes, newlines in quotes; CR LF or LF.</summary>
internal static class CsvReader
{
    /// <exception cref="FormatException">A quote is not closed, or stands in the middle of a cell.</exception>
    public static List<List<string>> Rows(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var i = text.StartsWith('\uFEFF') ? 1 : 0;
        while (i < text.Length)
        {
            var c = text[i++];
            if (c == '"' && cell.Length == 0)
            {
                for (; ; )
                {
                    var end = text.IndexOf('"', i);
                    if (end < 0)
                        throw new FormatException($"row {rows.Count + 1}: a quote is not closed");
                    cell.Append(text, i, end - i);
                    i = end + 1;
                    if (i >= text.Length || text[i] != '"')
                        break;
                    cell.Append('"');
                    i++;
                }

                if (i < text.Length && text[i] is not (',' or '\r' or '\n'))
                    throw new FormatException($"row {rows.Count + 1}: something follows a closing quote");
            }
            else if (c == ',')
            {
                row.Add(cell.ToString());
                cell.Clear();
            }
            else if (c == '\n')
            {
                End();
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        if (cell.Length > 0 || row.Count > 0)
            End();
        return rows;

        void End()
        {
            row.Add(cell.ToString());
            cell.Clear();
            rows.Add(row);
            row = [];
        }
    }
}
