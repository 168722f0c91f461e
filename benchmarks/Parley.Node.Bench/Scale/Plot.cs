using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Parley.Node.Bench.Scale;

/// <summary>Growth drawn over the number of records.</summary>
internal static class Plot
{
    public static void Write(IReadOnlyList<GrowthResult> results, string file)
    {
        var model = new PlotModel { Title = "A node over the number of its records, one channel", Background = OxyColors.White };
        model.Legends.Add(new OxyPlot.Legends.Legend { LegendPosition = OxyPlot.Legends.LegendPosition.TopLeft });
        model.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Bottom, Title = "records", MajorGridlineStyle = LineStyle.Dot });
        model.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Left, Title = "as named", MajorGridlineStyle = LineStyle.Dot });
        Add("start, s", r => r.StartSeconds);
        Add("idle memory, MB", r => r.ResidentMb);
        Add("submit to receipt p50, ms", r => r.P50Ms);
        Add("bytes a record on disk", r => r.BytesPerRecord);
        using var stream = File.Create(file);
        new SvgExporter { Width = 900, Height = 600 }.Export(model, stream);

        void Add(string title, Func<GrowthResult, double> value)
        {
            var series = new LineSeries { Title = title, MarkerType = MarkerType.Circle };
            series.Points.AddRange(results.Where(r => r.Channels == 1).Select(r => new DataPoint(r.Records, value(r))));
            model.Series.Add(series);
        }
    }
}
