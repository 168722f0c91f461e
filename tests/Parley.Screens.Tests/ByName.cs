using Parley.Screens.Tests;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer<ByName>]
[assembly: TestClassOrderer<ByName>]
[assembly: TestMethodOrderer<ByName>]

namespace Parley.Screens.Tests;

/// <summary>The tests in the order of their names: xunit's own hangs on where the checkout lies, and these share nodes and browsers.</summary>
public sealed class ByName : ITestCollectionOrderer, ITestClassOrderer, ITestMethodOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(c => c.TestCollectionDisplayName, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : notnull, ITestClass => [.. testClasses.OrderBy(c => c?.TestClassName, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestMethod?> OrderTestMethods<TTestMethod>(IReadOnlyCollection<TTestMethod?> testMethods)
        where TTestMethod : notnull, ITestMethod => [.. testMethods.OrderBy(m => m?.MethodName, StringComparer.Ordinal)];
}
