using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Parley.Screens.Accounts;

/// <summary>Lets nothing that comes from a browser through once its session has ended, whatever it is: a screen that draws itself every second is answered by its browser, with nobody there.</summary>
internal sealed class SessionCircuit(AuthenticationStateProvider authentication) : CircuitHandler
{
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) =>
        async context =>
        {
            await authentication.GetAuthenticationStateAsync();
            if (((SessionAuthentication)authentication).Check(active: false) is not null)
                await next(context);
        };
}
