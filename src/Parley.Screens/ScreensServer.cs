using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MudBlazor.Services;
using Parley.Node;
using Parley.Node.Accounts;
using Parley.Node.Drafts;
using Parley.Node.Keys;
using Parley.Screens.Accounts;
using Parley.Screens.Archives;
using Parley.Screens.Compose;
using Parley.Screens.Languages;
using Parley.Screens.Layout;
using Parley.Screens.Ledgers;
using Parley.Screens.Maps;
using Parley.Screens.Messages;
using Parley.Screens.Shift;
using Parley.Screens.Watch;

namespace Parley.Screens;

/// <summary>The console: the screens of a node, served by the node itself and by nothing else.</summary>
public static class ScreensServer
{
    private const int MaxConnections = 512;

    // The longest value of a field (REC-031), a few times over: a circuit that gets more at once is cut.
    private const int LongestMessage = 1024 * 1024;

    /// <summary>
    /// 'self' only: the console must work where no other host is reached, and leak to none. MudBlazor places its popovers by
    /// inline styles; scripts come from files alone. The map's tiles are drawn by a worker from a blob.
    /// </summary>
    private const string ContentSecurity = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; media-src 'self'; manifest-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

    /// <summary>The server; not yet started.</summary>
    public static WebApplication Build(RunningNode node, Action<ILoggingBuilder> logging)
    {
        var port = IPEndPoint.Parse(node.Configuration.Console!).Port;

        // Empty: no settings files, no watchers on the working directory, no providers that nobody chose.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "parley",
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        // In the repository the files lie in their packages and projects; a published program has them in wwwroot.
        if (File.Exists(Path.Combine(AppContext.BaseDirectory, "parley.staticwebassets.runtime.json")))
            StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = MaxConnections;
            kestrel.Listen(IPEndPoint.Parse(node.Configuration.Console!), listen => listen.Protocols = HttpProtocols.Http1);
        });
        logging(builder.Logging);
        builder.Services.AddRouting();
        // What lacks something is refused as what it is, and not found to be nothing halfway.
        builder.Services.ConfigureHttpJsonOptions(json => (json.SerializerOptions.RespectNullableAnnotations, json.SerializerOptions.RespectRequiredConstructorParameters) = (true, true));
        builder.Services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(o => o.MaximumReceiveMessageSize = LongestMessage);
        builder.Services.AddMudServices();
        builder.Services.AddAntiforgery(o => o.Cookie.Name = $"parley-forms-{port}");
        builder.Services.AddSingleton(node.Book);
        builder.Services.AddSingleton<Sessions>();
        builder.Services.AddSingleton(new Invitations(node.Book, node.Self, node.Clock));
        AccountEndpoints.Add(builder.Services, node, port);
        builder.Services.AddScoped<AuthenticationStateProvider, SessionAuthentication>();
        builder.Services.AddScoped<CircuitHandler, SessionCircuit>();
        builder.Services.AddScoped<ActingOfficer>();
        builder.Services.AddSingleton<DraftDesk>();
        builder.Services.AddScoped<PasskeySigning>();
        builder.Services.AddCascadingAuthenticationState();
        PrivateFile.CreateDirectory(node.Directory.ScreenKeys);
        // The ring lies open in a directory that only the node's user may read, beside the node's own keys, any of which would be the key to seal it with: whoever
        // can read the one can read the other. It is in no backup that is not sealed. The framework's warning would say at each start that something is to be done.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        // The ring is not renewed by itself: replicas of a node have copies of it, and one that had another key would take nobody for signed in. A cookie names a
        // session, which the desk book ends.
        builder.Services.AddDataProtection().SetApplicationName("parley").PersistKeysToFileSystem(new DirectoryInfo(node.Directory.ScreenKeys)).SetDefaultKeyLifetime(TimeSpan.FromDays(3650));
        builder.Services.AddSingleton(node);
        builder.Services.AddSingleton(LanguageLibrary.Read());
        builder.Services.AddSingleton<WatchBoard>();
        builder.Services.AddSingleton<FlashWatch>();
        builder.Services.AddSingleton<RecordCheck>();
        builder.Services.AddSingleton<ShiftBook>();
        builder.Services.AddSingleton<RecordBook>();
        builder.Services.AddScoped<Speech>();
        builder.Services.AddScoped<Choices>();
        builder.Services.AddScoped<KeyMap>();
        builder.Services.AddScoped<IErrorBoundaryLogger, QuietErrors>();

        var app = builder.Build();
        // Before the first officer asks: a screen finds them ready.
        _ = app.Services.GetRequiredService<WatchBoard>();
        _ = app.Services.GetRequiredService<FlashWatch>();
        app.Use(Guard);
        app.Use(Quietly);
        // A page that is not there says so in words; what programs ask for is answered as it is.
        app.UseWhen(c => HttpMethods.IsGet(c.Request.Method) && c.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal), pages => pages.UseStatusCodePagesWithReExecute("/nowhere"));
        // After it, so that the page that says so is found.
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets(Path.Combine(AppContext.BaseDirectory, "parley.staticwebassets.endpoints.json")).AllowAnonymous();
        app.MapAccounts();
        app.MapRecordFiles(node);
        app.MapDraftFiles(node);
        MapFiles.Serve(app, node);
        LedgerFiles.Serve(app, node);
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().Add(LetIn);
        return app;

        // A circuit is for whoever has signed in; what each of its pages is for is asked again within it.
        static void LetIn(EndpointBuilder endpoint)
        {
            if (endpoint is RouteEndpointBuilder { RoutePattern.RawText: { } path } && path.StartsWith("/_blazor", StringComparison.Ordinal))
                endpoint.Metadata.Add(new AuthorizeAttribute(Policies.SignedIn));
        }

        // The server would log what a failure says, and that may quote what it failed on.
        async Task Quietly(HttpContext context, RequestDelegate next)
        {
            try
            {
                await next(context);
            }
            catch (Exception e) when (e is not (OperationCanceledException or Microsoft.AspNetCore.Http.BadHttpRequestException) && !context.Response.HasStarted)
            {
                QuietErrors.Log(app.Logger, e);
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            }
        }

        // A page from elsewhere that was led here by a name of its own must not talk to this node.
        async Task Guard(HttpContext context, RequestDelegate next)
        {
            context.Response.Headers.ContentSecurityPolicy = ContentSecurity;
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
            context.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
            context.Response.Headers["Referrer-Policy"] = "same-origin";
            context.Response.Headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self), publickey-credentials-create=(self)";
            var origin = context.Request.Headers.Origin.ToString();
            if (context.Request.Host.Value == $"localhost:{port}")
            {
                // Another port of this machine is the same site to a browser, which sends it this one's cookies: only the origin
                // tells them apart. A socket is opened with GET, so what has an origin is looked at whatever its method.
                // What another page only loads has none; the browser says whose page it is, and another's may lead an officer here and no more.
                var asked = context.Request.Headers["Sec-Fetch-Site"].ToString();
                var isOwn = asked is "" or "none" or "same-origin" || (context.Request.Headers["Sec-Fetch-Mode"] == "navigate" && !context.Request.Path.StartsWithSegments("/files"));
                if (origin == $"http://localhost:{port}" || (origin.Length == 0 && HttpMethods.IsGet(context.Request.Method) && isOwn))
                    await next(context);
                else
                    context.Response.StatusCode = StatusCodes.Status403Forbidden;
            }
            else if (context.Request.Host.Value == node.Configuration.Console && HttpMethods.IsGet(context.Request.Method))
            {
                // A passkey is bound to a name, and an address is none.
                context.Response.Redirect($"http://localhost:{port}{context.Request.Path}");
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
                await context.Response.WriteAsync($"This console answers at http://localhost:{port}.\n");
            }
        }
    }
}
