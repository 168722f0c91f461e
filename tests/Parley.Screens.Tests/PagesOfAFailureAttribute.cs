using System.Reflection;
using Parley.Screens.Tests;
using Xunit.v3;

[assembly: PagesOfAFailure]

namespace Parley.Screens.Tests;

/// <summary>Says of a test that failed what its browser's pages have said, and what has failed in its nodes.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PagesOfAFailureAttribute : BeforeAfterTestAttribute
{
    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (TestContext.Current.TestState?.Result != TestResult.Failed)
            return;
        var output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(TestContext.Current.GetFixture<Browser>().AsTask().GetAwaiter().GetResult()!.ToString());
        foreach (var log in Directory.EnumerateDirectories(Path.GetTempPath(), "parley-test-*").SelectMany(d => Directory.EnumerateFiles(d, "*.log")))
        {
            var lines = File.ReadAllLines(log);
            foreach (var (at, _) in lines.Index().Where(l => l.Item.Contains("exception", StringComparison.OrdinalIgnoreCase)).Take(5))
                output.WriteLine($"{log}: {string.Join('\n', lines.Skip(at).Take(12))}");
        }
    }
}
