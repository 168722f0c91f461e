using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Parley.Node.Telemetry;

namespace Parley.Node.Api;

/// <summary>
/// How fast the API may be asked, by all programs of this machine together: it is not the bearer, and a program that runs wild must not take the
/// loop from the line. Before the token is looked at, so that guessing it is slow.
/// </summary>
internal static class RateLimits
{
    private const int PerSecond = 5000;
    private const int AtOnce = 5000;

    public static void Set(RateLimiterOptions options)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (rejected, _) =>
        {
            Measures.RateLimited();
            rejected.HttpContext.Response.Headers.RetryAfter = "1";
            return ValueTask.CompletedTask;
        };
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, int>(_ => RateLimitPartition.GetTokenBucketLimiter(0, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = AtOnce,
            TokensPerPeriod = PerSecond / 10,
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
            QueueLimit = 0,
            AutoReplenishment = true,
        }));
    }
}
