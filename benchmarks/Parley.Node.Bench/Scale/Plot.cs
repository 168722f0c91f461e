using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Parley.Node.Bench.Scale;

/// <summary>Growth drawn: over the number of records on one channel, and over the number of channels with the same records.</summary>
internal static class Plot
{
    private static readonly (string Title, Func<GrowthResult, double> Of)[] Measures =
    [
        ("bytes a record", r => r.BytesPerRecord),
        ("p50, of the small node's", r => r.RatioToSmall),
        ("idle, MB", r => r.ResidentMb),
        ("start, s", r => r.StartSeconds),
    ];

    /// <summary>Writes <c>NAME.records.svg</c> and <c>NAME.channels.svg</c> for a file of that name.</summary>
    public static void Write(IReadOnlyList<GrowthResult> results, string file)
    {
        Draw(Path.ChangeExtension(file, ".records.svg"), "A node over its records, one channel, two parties", "records", [("two parties", [.. results.Where(r => r.Channels == 1)])], r => r.Records);
        if (results.Where(r => r.Channels > 1).ToArray() is { Length: > 0 } spread)
        {
            var one = results.Where(r => r.Channels == 1 && r.Records == spread[0].Records);
            Draw(Path.ChangeExtension(file, ".channels.svg"), FormattableString.Invariant($"A node over its channels, {spread[0].Records:N0} records"), "channels",
                [("two parties", [.. one, .. spread.Where(r => r.Parties == 2)]), ("more parties", [.. one, .. spread.Where(r => r.Parties > 2)])], r => r.Channels);
        }
    }

    private static void Draw(string file, string title, string over, (string Name, GrowthResult[] Results)[] lines, Func<GrowthResult, double> x)
    {
        var model = new PlotModel { Title = title, Background = OxyColors.White };
        if (lines.Length > 1)
            model.Legends.Add(new OxyPlot.Legends.Legend { LegendPosition = OxyPlot.Legends.LegendPosition.TopLeft });
        model.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Bottom, Title = over, MajorGridlineStyle = LineStyle.Dot });
        foreach (var (i, measure) in Measures.Index())
        {
            // One above the other, each from zero, so that a line that rises does rise.
            model.Axes.Add(new LinearAxis
            {
                Key = measure.Title,
                Title = measure.Title,
                Position = AxisPosition.Left,
                StartPosition = (double)i / Measures.Length,
                EndPosition = (i + 0.88) / Measures.Length,
                Minimum = 0,
                AxisTitleDistance = 24,
                MaximumPadding = 0.15,
                MajorGridlineStyle = LineStyle.Dot,
            });
            foreach (var (at, line) in lines.Index())
            {
                var series = new LineSeries { Title = i == 0 ? line.Name : null, YAxisKey = measure.Title, MarkerType = MarkerType.Circle, Color = at == 0 ? OxyColors.SteelBlue : OxyColors.DarkOrange, MarkerFill = at == 0 ? OxyColors.SteelBlue : OxyColors.DarkOrange };
                series.Points.AddRange(line.Results.Select(r => new DataPoint(x(r), measure.Of(r))));
                model.Series.Add(series);
            }
        }

        using var stream = File.Create(file);
        new SvgExporter { Width = 800, Height = 900 }.Export(model, stream);
    }
}
