using System.Globalization;
using Parley.Instruments.Positions;
using Parley.Records;
using Parley.Records.Text;

namespace Parley.Instruments.Forms;

/// <summary>Values of fields: read from what people type, checked, and written in the one form that records have.</summary>
public static class FieldValue
{
    /// <summary>The value in its one form, or nothing with the rule that it breaks and why.</summary>
    // INS-021: the type; INS-022: the unit; INS-023: the code; INS-024: the position.
    public static string? Read(FieldDefinition field, string text, out Fault? fault)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(text);
        fault = null;
        text = text.Trim();
        switch (field.Type)
        {
            case FieldType.Text:
                if (PlainText.IsAllowed(text, multiline: true))
                    return text;
                return Broken("INS-021", "the text holds a character that nobody could see", out fault);
            case FieldType.Number:
                var space = text.IndexOf(' ', StringComparison.Ordinal);
                var (amount, unit) = space < 0 ? (text, "") : (text[..space], text[(space + 1)..]);
                if (!decimal.TryParse(amount, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                    return Broken("INS-021", $"'{text}' is not a number{(field.Unit is null ? "" : $" with its unit, such as '9000 {field.Unit}'")}", out fault);
                if (unit != (field.Unit ?? ""))
                    return Broken("INS-022", field.Unit is null ? $"'{unit}': this number has no unit" : unit.Length == 0 ? $"the unit is missing: write '{amount} {field.Unit}'" : $"the unit is {field.Unit}, not '{unit}'", out fault);
                return number.ToString("0.############", CultureInfo.InvariantCulture) + (field.Unit is null ? "" : " " + field.Unit);
            case FieldType.Date:
                return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text : Broken("INS-021", $"'{text}' is not a day such as 2022-12-29", out fault);
            case FieldType.Time:
                if (Times.TryParse(text, out _))
                    return text;
                return DateTimeGroup.TryParse(text, out var group) ? Times.ToText(group) : Broken("INS-021", $"'{text}' is neither a UTC time such as 2022-12-29T07:25:00Z nor a date-time group such as 290725Z DEC 22", out fault);
            case FieldType.Position:
                if (!GeodeticPosition.TryParse(text, out var position))
                    return Broken("INS-024", $"'{text}' is not a position: 52.1000 N 25.4000 E WGS84, or 52°06'00.0\" N 25°24'00.0\" E SK42, or MGRS 35ULT9040773368 WGS84; the datum is always stated", out fault);
                if (field.OnLand && !LandMask.HasLand(position))
                    return Broken("INS-024", $"{position} lies in the sea: no land is within about 50 km. Are latitude and longitude swapped, or N and S?", out fault);
                return position.ToString();
            case FieldType.Code:
                return field.Codes.ContainsKey(text) ? text : Broken("INS-023", $"'{text}' is none of {string.Join(", ", field.Codes.Keys)}", out fault);
            case FieldType.YesNo:
                return text is "yes" or "no" ? text : Broken("INS-021", $"'{text}' is neither yes nor no", out fault);
            case FieldType.Party:
                return PartyId.TryParse(text, out _) ? text : Broken("INS-021", $"'{text}' is not a party's id, such as BY", out fault);
            default:
                return Digest.TryParse(text, out _) ? text : Broken("INS-021", $"'{text}' is not a record's id: 64 hexadecimal digits", out fault);
        }
    }

    /// <summary>The number that a value begins with, or nothing.</summary>
    internal static decimal? Number(string value) =>
        decimal.TryParse(value.Split(' ')[0], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Broken(string rule, string detail, out Fault? fault)
    {
        fault = new Fault(rule, 0, detail);
        return null;
    }
}
