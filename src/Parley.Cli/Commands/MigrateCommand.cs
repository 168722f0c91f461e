using System.CommandLine;
using System.Globalization;
using Parley.Node;
using Spectre.Console;

namespace Parley.Cli.Commands;

internal static class MigrateCommand
{
    public static Command Create()
    {
        var to = new Option<string>("--to") { Description = "Where to: postgres, as 'store' in node.yaml names it, or sqlite, files in the node's directory.", Required = true };
        to.AcceptOnlyFromAmong("postgres", "sqlite");
        var command = new Command("migrate", """
            Move a stopped node to another database: from the file in its directory to the PostgreSQL that 'store' in node.yaml names, or
            back. Every value of every table is carried over, read back and compared, and the digests are shown. The database that the
            node left stays as it was and cannot be started any more, for a node in two places would say things twice.

            Example: parley migrate --to postgres --node ./by
            """) { to, Terminal.NodeOption, Terminal.JsonOption };
        command.Run((parsed, _) =>
        {
            var directory = new NodeDirectory(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var target = parsed.GetValue(to)!;
            var moved = Terminal.Error.Progress().Start(progress =>
            {
                var task = progress.AddTask("moving", maxValue: 1);
                task.IsIndeterminate = true;
                var result = target == "postgres"
                    ? NodeMigration.ToPostgres(directory, TimeProvider.System, Show)
                    : NodeMigration.ToSqlite(directory, TimeProvider.System, Show);
                task.Value = 1;
                return result;

                void Show(string table, long rows) => task.Description = string.Create(CultureInfo.InvariantCulture, $"{table}: {rows}");
            });
            if (parsed.GetValue(Terminal.JsonOption))
            {
                Terminal.WriteJson(new { to = target, tables = moved.Select(m => new { name = m.Name, rows = m.Rows, sha256 = m.Digest.ToString() }) });
                return Task.FromResult(0);
            }

            foreach (var table in moved)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{table.Name,-18}{table.Rows,12} rows   sha256 {table.Digest}   the same in both"));
            Console.WriteLine(target == "postgres"
                ? "The node is in PostgreSQL now. Its files are kept as *.moved; keep them until the first backup of the database, and never start a node from them."
                : "The node is in its directory now. Take 'store' out of node.yaml before it is started; in PostgreSQL no replica writes any more.");
            return Task.FromResult(0);
        });
        return command;
    }
}
