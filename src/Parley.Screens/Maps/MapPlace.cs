namespace Parley.Screens.Maps;

/// <summary>A place as the map draws it.</summary>
/// <param name="Longitude">Degrees east, WGS-84.</param>
/// <param name="Latitude">Degrees north, WGS-84.</param>
/// <param name="Metres">How far it may be off; 0 where nothing is stated.</param>
/// <param name="Colour">The party's, as the name of a CSS variable.</param>
/// <param name="Shape">The party's, as a path in a square of 16.</param>
/// <param name="Hollow">Whether it is drawn hollow: an exercise's.</param>
/// <param name="Label">What stands beside it.</param>
public sealed record MapPlace(double Longitude, double Latitude, double Metres, string Colour, string Shape, bool Hollow, string Label);
