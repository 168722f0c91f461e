using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Parley.Screens.Accounts;

/// <summary>Lets nothing that comes from a browser through once its session has ended, and keeps a session alive while somebody works in it.</summary>
internal sealed class SessionCircuit(AuthenticationStateProvider authentication) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            await authentication.GetAuthenticationStateAsync();
            if (((SessionAuthentication)authentication).Check(active: true) is not null)
                await next(context);
        };
}
