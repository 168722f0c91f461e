using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;

namespace Parley.Mls.Mutation;

/// <summary>The tests that may kill a mutant, in this process and beside the weakened assembly.</summary>
internal sealed class TestRun
{
    private readonly FieldInfo active;
    private readonly bool[] met;
    private readonly List<Test> tests = [];

    /// <summary>Loads the tests of the rules, of groups and of the model; those that read the repository's files prove nothing here.</summary>
    public TestRun(string testFolder, byte[] weakened)
    {
        var context = new Beside(testFolder, weakened);
        var mutants = context.LoadFromAssemblyName(new AssemblyName("Parley.Mls")).GetType("Mutants")!;
        active = mutants.GetField("Active")!;
        met = (bool[])mutants.GetField("Met")!.GetValue(null)!;
        foreach (var type in Types(context.LoadFromAssemblyPath(Path.Combine(testFolder, "Parley.Mls.Tests.dll"))))
        {
            if (type.Namespace is not ("Parley.Mls.Tests.Rules" or "Parley.Mls.Tests.Groups" or "Parley.Mls.Tests.Model") || type.Name == "RuleBookTests")
                continue;
            foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
                tests.AddRange(Cases(type, method));
        }
    }

    /// <summary>Runs every test with no mutant on: how long each takes, and which mutants it comes past.</summary>
    public int Measure()
    {
        foreach (var test in tests)
        {
            Array.Clear(met);
            var watch = Stopwatch.StartNew();
            test.Run();
            test.Took = watch.Elapsed;
            test.Met = [.. met];
        }

        tests.Sort(static (a, b) => a.Took.CompareTo(b.Took));
        return tests.Count;
    }

    /// <summary>Which test fails with the mutant on, or how else it shows; <c>null</c> where all pass, and <c>""</c> where no test comes past it.</summary>
    public string? Kill(Mutant mutant)
    {
        var candidates = tests.Where(t => t.Met[mutant.Number]).ToList();
        active.SetValue(null, mutant.Number);
        try
        {
            foreach (var test in candidates)
            {
                // A mutant that hangs is noticed; once it is off again, its thread comes to its end.
                var run = Task.Run(test.Run);
                try
                {
                    if (!run.Wait(TimeSpan.FromSeconds(10) + (10 * test.Took)))
                        return $"{test.Name} hangs";
                }
                catch (AggregateException)
                {
                    return test.Name;
                }
            }

            return candidates.Count == 0 ? "" : null;
        }
        finally
        {
            active.SetValue(null, -1);
        }
    }

    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }

    private static IEnumerable<Test> Cases(Type type, MethodInfo method)
    {
        var attributes = method.GetCustomAttributesData();
        if (attributes.Any(static a => a.AttributeType.Name == "FactAttribute"))
            yield return new Test(type, method, []);
        foreach (var data in attributes.Where(static a => a.AttributeType.Name == "InlineDataAttribute"))
            yield return new Test(type, method, [.. Arguments(method, data)]);
    }

    private static IEnumerable<object?> Arguments(MethodInfo method, CustomAttributeData data)
    {
        var given = ((IEnumerable<CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!).ToList();
        foreach (var (parameter, argument) in method.GetParameters().Zip(given))
        {
            yield return argument.Value switch
            {
                IEnumerable<CustomAttributeTypedArgument> list => list.Select(static b => (byte)b.Value!).ToArray(),
                var value when parameter.ParameterType.IsEnum => Enum.ToObject(parameter.ParameterType, value!),
                var value => value,
            };
        }
    }

    private sealed record Test(Type Type, MethodInfo Method, object?[] Arguments)
    {
        public string Name => $"{Type.Name}.{Method.Name}";

        public TimeSpan Took { get; set; }

        public bool[] Met { get; set; } = [];

        public void Run()
        {
            var instance = Activator.CreateInstance(Type);
            Method.Invoke(instance, Arguments);
            (instance as IDisposable)?.Dispose();
        }
    }

    /// <summary>The tests' own assemblies, with the weakened one in the place of Parley.Mls.</summary>
    private sealed class Beside(string folder, byte[] weakened) : AssemblyLoadContext("mutants")
    {
        private readonly AssemblyDependencyResolver resolver = new(Path.Combine(folder, "Parley.Mls.Tests.dll"));

        protected override Assembly? Load(AssemblyName name) => name.Name == "Parley.Mls"
            ? LoadFromStream(new MemoryStream(weakened))
            : resolver.ResolveAssemblyToPath(name) is { } path ? LoadFromAssemblyPath(path) : null;

        protected override nint LoadUnmanagedDll(string name) =>
            resolver.ResolveUnmanagedDllToPath(name) is { } path ? LoadUnmanagedDllFromPath(path) : base.LoadUnmanagedDll(name);
    }
}
