using System.CommandLine;

namespace Parley.Cli.Commands;

internal static class InstrumentCommand
{
    public static Command Create() => new("instrument", """
        Instruments: what binds, what is owed by when, and what still works.

        Example: parley instrument status belarus-ukraine-2001 --at 2022-12-29 --known 2022-12-30
        """) {
            InstrumentStatusCommand.Create(), InstrumentOwedCommand.Create(), InstrumentCalendarCommand.Create(), InstrumentMeasuresCommand.Create(),
            InstrumentCoverageCommand.Create(), InstrumentFormCommand.Create(), InstrumentPhrasesCommand.Create(), InstrumentStrikesCommand.Create(),
        };
}
