using Parley.Store.Sqlite.Tests;
using Xunit.Runner.InProc.SystemConsole;

return args is ["commit-until-killed", var path] ? CommittingProcess.Run(path) : await ConsoleRunner.Run(args);
