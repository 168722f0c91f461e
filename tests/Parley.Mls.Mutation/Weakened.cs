using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Parley.Mls.Mutation;

/// <summary>Parley.Mls with every mutant in it, none of them turned on.</summary>
internal sealed record Weakened(byte[] Assembly, IReadOnlyList<Mutant> Mutants)
{
    private const string Switch = """
        public static class Mutants
        {
            public static volatile int Active = -1;
            public static bool[] Met = new bool[100_000];
            public static bool On(int number) { Met[number] = true; return Active == number; }
        }
        """;

    /// <summary>Compiles the sources below <paramref name="root"/>/src/Parley.Mls against what the tests were built with.</summary>
    public static Weakened Build(string root, string testFolder)
    {
        var folder = Path.Combine(root, "src", "Parley.Mls");
        var generated = Directory.GetFiles(Path.Combine(root, "artifacts", "obj", "Parley.Mls", "release"), "*.cs");
        var files = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Concat(generated)
            .Where(static f => !f.EndsWith("AssemblyAttributes.cs", StringComparison.Ordinal));
        var trees = files.Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), path: f)).ToList();
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(p) is "netstandard.dll" or "mscorlib.dll");
        var own = new[] { "Parley.Crypto.dll", "BouncyCastle.Cryptography.dll" }.Select(n => Path.Combine(testFolder, n));
        var compilation = CSharpCompilation.Create(
            "Parley.Mls",
            trees,
            platform.Concat(own).Select(static p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));
        var mutants = new List<Mutant>();
        var weakened = trees.Select(tree => tree.FilePath.StartsWith(folder, StringComparison.Ordinal)
            ? Rewrite(tree, Path.GetRelativePath(folder, tree.FilePath), compilation.GetSemanticModel(tree), mutants)
            : tree).ToList();
        weakened.Add(CSharpSyntaxTree.ParseText(Switch));
        using var output = new MemoryStream();
        var result = compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(weakened).Emit(output);
        var errors = result.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error).ToList();
        return errors.Count == 0
            ? new Weakened(output.ToArray(), mutants)
            : throw new InvalidOperationException($"The mutants do not compile:\n{string.Join('\n', errors.Take(20).Select(static e => $"{e}\n    {e.Location.SourceTree!.GetText().Lines[e.Location.GetLineSpan().StartLinePosition.Line]}"))}");
    }

    private static SyntaxTree Rewrite(SyntaxTree tree, string file, SemanticModel model, List<Mutant> mutants) =>
        CSharpSyntaxTree.Create((CompilationUnitSyntax)new Weakener(file, model, mutants).Visit(tree.GetRoot())!, path: tree.FilePath);
}
