using Parley.Mls.Bench;
using Parley.Mls.Suites;

// Usage: Parley.Mls.Bench [sizes], such as "2,10,100,1000". Prints operations per second, one thread.
var sizes = (args.Length > 0 ? args[0] : "2,10,100").Split(',').Select(int.Parse).ToArray();
foreach (var suite in new[] { new CipherSuiteId(1), Bench.XWing })
{
    new Bench(suite).Run(sizes);
}
