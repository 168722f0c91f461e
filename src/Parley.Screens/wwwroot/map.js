// A case's places on a map. The base map was made at build time and lies beside the program; nothing is asked of any other host.
const files = new URL('/map/', location.origin).href;

function colours(element) {
    const style = getComputedStyle(element);
    const of = name => style.getPropertyValue(name).trim();
    return { land: of('--map-land'), water: of('--map-water'), text: of('--map-text'), line: of('--map-line') };
}

function baseStyle(element) {
    const { land, water, text, line } = colours(element);
    return {
        version: 8,
        sources: {
            land: { type: 'geojson', data: files + 'land.geojson', attribution: element.dataset.attribution },
            lakes: { type: 'geojson', data: files + 'lakes.geojson' },
            rivers: { type: 'geojson', data: files + 'rivers.geojson' },
            cities: { type: 'geojson', data: files + 'cities.geojson' },
            boundaries: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
            places: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
        },
        layers: [
            { id: 'water', type: 'background', paint: { 'background-color': water } },
            { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': land, 'fill-outline-color': line } },
            // Their lines are good to some two kilometres: nearer than this they would show a course that they do not know.
            { id: 'rivers', type: 'line', source: 'rivers', maxzoom: 8, paint: { 'line-color': water, 'line-width': ['interpolate', ['linear'], ['zoom'], 3, 0.8, 8, 2.4] } },
            { id: 'lakes', type: 'fill', source: 'lakes', paint: { 'fill-color': water, 'fill-outline-color': line } },
            { id: 'boundaries', type: 'line', source: 'boundaries', filter: ['!=', ['get', 'disputed'], true], paint: { 'line-color': text, 'line-width': 1.2, 'line-opacity': 0.7 } },
            { id: 'boundaries-disputed', type: 'line', source: 'boundaries', filter: ['==', ['get', 'disputed'], true], paint: { 'line-color': text, 'line-width': 1.2, 'line-opacity': 0.7, 'line-dasharray': [3, 3] } },
            { id: 'uncertain', type: 'fill', source: 'places', paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': 0.22 } },
            { id: 'uncertain-edge', type: 'line', source: 'places', paint: { 'line-color': ['get', 'colour'], 'line-width': 2 } },
            {
                id: 'cities', type: 'symbol', source: 'cities',
                // The larger first, and the smaller as one comes nearer.
                filter: ['>=', ['get', 'people'], ['step', ['zoom'], 3000000, 4, 1000000, 5, 300000, 6, 100000, 7, 40000, 8, 10000]],
                layout: {
                    'text-field': ['get', 'name'], 'text-font': ['Noto Sans Regular', 'Liberation Sans', 'sans-serif'], 'text-size': ['interpolate', ['linear'], ['get', 'people'], 10000, 11, 1000000, 14],
                    'symbol-sort-key': ['-', 0, ['get', 'people']], 'text-anchor': 'center',
                },
                paint: { 'text-color': text, 'text-halo-color': land, 'text-halo-width': 1.4 },
            },
        ],
    };
}

// All points at so many metres from a place, on a sphere: a circle of uncertainty as it lies on the ground.
function circle(longitude, latitude, metres) {
    const radians = Math.PI / 180, angle = metres / 6371009, points = [];
    for (let i = 0; i <= 72; i++) {
        const bearing = i * 5 * radians, south = latitude * radians;
        const north = Math.asin(Math.sin(south) * Math.cos(angle) + Math.cos(south) * Math.sin(angle) * Math.cos(bearing));
        const east = longitude * radians + Math.atan2(Math.sin(bearing) * Math.sin(angle) * Math.cos(south), Math.cos(angle) - Math.sin(south) * Math.sin(north));
        points.push([east / radians, north / radians]);
    }

    return points;
}

function marker(place) {
    const element = document.createElement('div');
    element.className = 'map-mark';
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '-2 -2 20 20');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', place.shape);
    path.setAttribute('fill', place.hollow ? 'var(--map-land)' : `var(${place.colour})`);
    path.setAttribute('stroke', place.hollow ? `var(${place.colour})` : 'var(--map-land)');
    path.setAttribute('stroke-width', place.hollow ? '3' : '1.6');
    svg.append(path);
    const label = document.createElement('span');
    // Text, never markup: it comes from another party.
    label.textContent = place.label;
    element.append(svg, label);
    return element;
}

export async function show(element, places) {
    const maplibre = await import(files + 'maplibre-gl.mjs');
    maplibre.setWorkerUrl(files + 'maplibre-gl-worker.mjs');
    if (!document.querySelector('link[data-map]')) {
        const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: files + 'maplibre-gl.css' });
        link.dataset.map = '';
        document.head.append(link);
    }

    const map = new maplibre.Map({ container: element, style: baseStyle(element), center: [25, 50], zoom: 3, minZoom: 1, maxZoom: 14, attributionControl: { compact: false }, dragRotate: false, pitchWithRotate: false, fadeDuration: 0 });
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibre.NavigationControl({ showCompass: false }));
    map.addControl(new maplibre.ScaleControl({ unit: 'metric' }));
    let boundaries = { type: 'FeatureCollection', features: [] };
    const bounds = new maplibre.LngLatBounds();
    for (const place of places) {
        new maplibre.Marker({ element: marker(place), anchor: 'left', offset: [-11, 0] }).setLngLat([place.longitude, place.latitude]).addTo(map);
        for (const point of circle(place.longitude, place.latitude, Math.max(place.metres, 1500)))
            bounds.extend(point);
    }

    if (!bounds.isEmpty())
        map.fitBounds(bounds, { padding: 90, maxZoom: 9, animate: false });
    const fill = () => {
        map.getSource('places')?.setData({
            type: 'FeatureCollection',
            features: places.filter(p => p.metres > 0).map(p => ({ type: 'Feature', properties: { colour: getComputedStyle(element).getPropertyValue(p.colour).trim() }, geometry: { type: 'Polygon', coordinates: [circle(p.longitude, p.latitude, p.metres)] } })),
        });
        map.getSource('boundaries')?.setData(boundaries);
    };
    map.on('style.load', fill);
    // For those who wait for it: all that is in view is drawn.
    map.on('idle', () => element.dataset.drawn = 'yes');
    map.getCanvas().setAttribute('aria-label', element.getAttribute('aria-label'));
    // Another theme is another set of colours.
    let drawnIn = JSON.stringify(colours(element));
    const theme = new MutationObserver(() => {
        const now = JSON.stringify(colours(element));
        if (now === drawnIn)
            return;
        drawnIn = now;
        delete element.dataset.drawn;
        map.setStyle(baseStyle(element), { diff: false });
    });
    theme.observe(document.body, { attributes: true, subtree: true, childList: true, attributeFilter: ['class', 'style'] });
    return {
        async bound(name) {
            boundaries = name ? await (await fetch('/boundaries/' + encodeURIComponent(name))).json() : { type: 'FeatureCollection', features: [] };
            delete element.dataset.drawn;
            map.getSource('boundaries')?.setData(boundaries);
        },
        dispose() {
            theme.disconnect();
            map.remove();
        },
    };
}
