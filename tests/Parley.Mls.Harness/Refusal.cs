using Grpc.Core;

namespace Parley.Mls.Harness;

/// <summary>What the runner is told where a step is not possible: the rule that was broken.</summary>
internal static class Refusal
{
    public static T OrRefuse<T>(this MlsResult<T> result)
        where T : class =>
        result.TryGet(out var value, out var error) ? value : throw Of(error.ToString());

    public static RpcException Of(string why) => new(new Status(StatusCode.FailedPrecondition, why));
}
