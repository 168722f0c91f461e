using MudBlazor;

namespace Parley.Screens.Layout;

/// <summary>The three themes. Night is red on black: it leaves the eye's adaptation to the dark alone.</summary>
public static class Themes
{
    private static readonly Typography Type = new()
    {
        // Fonts of the machine: nothing is fetched from anywhere.
        Default = new DefaultTypography { FontFamily = ["system-ui", "Liberation Sans", "Noto Sans", "sans-serif"], FontSize = "1rem", LineHeight = "1.45" },
        H1 = new H1Typography { FontSize = "1.6rem", FontWeight = "600", LineHeight = "1.3" },
        H2 = new H2Typography { FontSize = "1.25rem", FontWeight = "600", LineHeight = "1.3" },
        H3 = new H3Typography { FontSize = "1.05rem", FontWeight = "600", LineHeight = "1.3" },
        Button = new ButtonTypography { TextTransform = "none", FontWeight = "600" },
    };

    private static readonly PaletteLight Light = new()
    {
        Primary = "#0b4f8a", Secondary = "#3f5566", AppbarBackground = "#12263a", AppbarText = "#ffffff", Background = "#f6f7f9",
        Surface = "#ffffff", TextPrimary = "#14202b", TextSecondary = "#44535f", Error = "#b3161b", Warning = "#8a4b00", Success = "#1d6b2c", Info = "#0b4f8a",
        ActionDefault = "#33424f", DrawerBackground = "#ffffff", DrawerText = "#14202b", LinesDefault = "#c9d1d8", TableLines = "#d7dde2",
    };

    private static readonly PaletteDark Dark = new()
    {
        Primary = "#7cb8f2", Secondary = "#a9bccb", AppbarBackground = "#0b1520", AppbarText = "#eef3f7", Background = "#0f1a24", Surface = "#16232f",
        TextPrimary = "#eef3f7", TextSecondary = "#b4c2ce", Error = "#ff8a80", Warning = "#ffb74d", Success = "#81c784", Info = "#7cb8f2", PrimaryContrastText = "#08131d",
        ErrorContrastText = "#240605", ActionDefault = "#c3d0da", DrawerBackground = "#111e29", DrawerText = "#eef3f7", LinesDefault = "#33424f", TableLines = "#2b3a47",
    };

    private static readonly PaletteDark Night = new()
    {
        Primary = "#ff5a4d", Secondary = "#d1483d", AppbarBackground = "#120000", AppbarText = "#ff6a5c", Background = "#000000", Surface = "#140202", Black = "#000000",
        TextPrimary = "#ff6a5c", TextSecondary = "#e05a4e", Error = "#ff8f85", Warning = "#ff7a52", Success = "#e86a5e", Info = "#ff5a4d", PrimaryContrastText = "#000000",
        ErrorContrastText = "#000000", ActionDefault = "#ff6a5c", DrawerBackground = "#0a0000", DrawerText = "#ff6a5c", LinesDefault = "#5a1a14", TableLines = "#47130e",
    };

    /// <summary>The theme of that name: light, dark or night.</summary>
    public static MudTheme Of(string name) => new() { PaletteLight = Light, PaletteDark = name == "night" ? Night : Dark, Typography = Type, LayoutProperties = new LayoutProperties { DefaultBorderRadius = "3px" } };
}
