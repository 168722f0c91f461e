using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Parley.Mls.Mutation;

/// <summary>
/// Puts every mutant of a file into its source at once, each behind <c>Mutants.On(number)</c>: 1. a condition, or a side of
/// <c>&amp;&amp;</c> and <c>||</c>, is taken for false, or for true; 2. a comparison moves by one; 3. a check in a chain of <c>??</c>
/// finds nothing; 4. a reader's fault goes unnoticed.
/// </summary>
internal sealed class Weakener(string file, SemanticModel model, List<Mutant> mutants) : CSharpSyntaxRewriter
{
    private bool within;

    /// <summary>Only what enforces rules: methods that name one, and all of Validation.</summary>
    private bool Enforces(SyntaxNode member) =>
        file.StartsWith("Validation/", StringComparison.Ordinal)
        || member.DescendantNodes().OfType<IdentifierNameSyntax>().Any(static n => n.Identifier.Text is "MlsRules" or "Validation" or "Broken");

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node) => Within(node, () => base.VisitMethodDeclaration(node));

    public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node) => Within(node, () => base.VisitPropertyDeclaration(node));

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (!within || node is not ExpressionSyntax expression || !IsCheck(expression))
            return base.Visit(node);

        var visited = (ExpressionSyntax)base.Visit(node)!;
        var (patterns, outs) = Declares(expression);
        if (patterns && outs)
            return visited;

        // A declaration must stay assigned where it is used: `is` when the condition holds, `is not` when it does not, out variables
        // always. What the compiler then does not let be weakened, it does not let be forgotten either.
        visited = Paren(visited);
        if (expression.DescendantNodesAndSelf().OfType<UnaryPatternSyntax>().Any(static u => u.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Any()))
            return Paren(BinaryExpression(SyntaxKind.LogicalOrExpression, On(Add(expression, "true")), visited));
        visited = outs
            ? Paren(BinaryExpression(SyntaxKind.BitwiseAndExpression, visited, Off(Add(expression, "false"))))
            : Paren(BinaryExpression(SyntaxKind.LogicalAndExpression, Off(Add(expression, "false")), visited));
        if (patterns || IsLoop(expression))
            return visited;
        return outs
            ? Paren(BinaryExpression(SyntaxKind.BitwiseOrExpression, visited, On(Add(expression, "true"))))
            : Paren(BinaryExpression(SyntaxKind.LogicalOrExpression, On(Add(expression, "true")), visited));
    }

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (!within)
            return base.VisitBinaryExpression(node);
        if (node.IsKind(SyntaxKind.CoalesceExpression) && model.GetTypeInfo(node).Type?.Name == "MlsError")
        {
            var (left, right) = ((ExpressionSyntax)Visit(node.Left)!, (ExpressionSyntax)Visit(node.Right)!);
            return node.WithLeft(OrNull(node.Left, left)).WithRight(node.Right.IsKind(SyntaxKind.CoalesceExpression) ? right : OrNull(node.Right, right));
        }

        var moved = node.Kind() switch
        {
            SyntaxKind.LessThanExpression => (SyntaxKind.LessThanOrEqualExpression, SyntaxKind.LessThanEqualsToken, "<="),
            SyntaxKind.LessThanOrEqualExpression => (SyntaxKind.LessThanExpression, SyntaxKind.LessThanToken, "<"),
            SyntaxKind.GreaterThanExpression => (SyntaxKind.GreaterThanOrEqualExpression, SyntaxKind.GreaterThanEqualsToken, ">="),
            SyntaxKind.GreaterThanOrEqualExpression => (SyntaxKind.GreaterThanExpression, SyntaxKind.GreaterThanToken, ">"),
            _ => default((SyntaxKind Kind, SyntaxKind Token, string Text)?),
        };
        var visited = (BinaryExpressionSyntax)base.VisitBinaryExpression(node)!;
        if (moved is not { } move || Declares(node) is not (false, false) || IsLoop(node))
            return visited;
        var other = BinaryExpression(move.Kind, visited.Left, Token(move.Token), visited.Right);
        return Paren(ConditionalExpression(On(Add(node, move.Text)), Paren(other), Paren(visited)));
    }

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        var visited = (StatementSyntax)base.VisitExpressionStatement(node)!;
        return within && node.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Fail" } }
            ? IfStatement(Off(Add(node.Expression, "nothing")), visited)
            : visited;
    }

    private SyntaxNode? Within(SyntaxNode node, Func<SyntaxNode?> visit)
    {
        within = Enforces(node);
        var visited = visit();
        within = false;
        return visited;
    }

    /// <summary>A boolean that decides something: not a constant, an argument's value or a negation's inside, which its outside covers.</summary>
    private bool IsCheck(ExpressionSyntax expression) =>
        expression is not (ParenthesizedExpressionSyntax or LiteralExpressionSyntax or AssignmentExpressionSyntax or ThrowExpressionSyntax or DeclarationExpressionSyntax)
        && !(expression is BinaryExpressionSyntax both && (both.IsKind(SyntaxKind.LogicalAndExpression) || both.IsKind(SyntaxKind.LogicalOrExpression)))
        && Outside(expression) is IfStatementSyntax or WhileStatementSyntax or ConditionalExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax
            or LambdaExpressionSyntax or WhenClauseSyntax or SwitchExpressionArmSyntax or EqualsValueClauseSyntax or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression }
        && model.GetTypeInfo(expression).Type?.SpecialType == SpecialType.System_Boolean
        && !model.GetConstantValue(expression).HasValue;

    private static SyntaxNode? Outside(ExpressionSyntax expression)
    {
        SyntaxNode inner = expression;
        while (inner.Parent is ParenthesizedExpressionSyntax)
            inner = inner.Parent;
        return inner.Parent is ConditionalExpressionSyntax choice && choice.Condition != inner ? null : inner.Parent;
    }

    private static bool IsLoop(ExpressionSyntax expression) =>
        expression.AncestorsAndSelf().TakeWhile(static n => n is ExpressionSyntax).LastOrDefault()?.Parent is WhileStatementSyntax or ForStatementSyntax or DoStatementSyntax;

    private static (bool Patterns, bool Outs) Declares(ExpressionSyntax expression) => (
        expression.DescendantNodesAndSelf().Any(static n => n is SingleVariableDesignationSyntax && n.Parent is not DeclarationExpressionSyntax),
        expression.DescendantNodesAndSelf().OfType<ArgumentSyntax>().Any(static a => a.RefKindKeyword.IsKind(SyntaxKind.OutKeyword)));

    private ExpressionSyntax OrNull(ExpressionSyntax original, ExpressionSyntax visited) => original is ThrowExpressionSyntax
        ? visited
        : Paren(ConditionalExpression(On(Add(original, "null")), LiteralExpression(SyntaxKind.NullLiteralExpression), Paren(visited)));

    private int Add(SyntaxNode node, string change)
    {
        var member = node.Ancestors().OfType<MemberDeclarationSyntax>().First() switch
        {
            MethodDeclarationSyntax method => method.Identifier.Text,
            PropertyDeclarationSyntax property => property.Identifier.Text,
            var other => other.Kind().ToString(),
        };
        var code = string.Join(' ', node.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var line = node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
        mutants.Add(new Mutant(mutants.Count, file, line, member, code, change));
        return mutants.Count - 1;
    }

    private static InvocationExpressionSyntax On(int number) => (InvocationExpressionSyntax)ParseExpression($"global::Mutants.On({number})");

    private static PrefixUnaryExpressionSyntax Off(int number) => PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, On(number));

    private static ParenthesizedExpressionSyntax Paren(ExpressionSyntax expression) => ParenthesizedExpression(expression);
}
