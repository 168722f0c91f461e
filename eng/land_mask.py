#!/usr/bin/env python3
"""Makes src/Parley.Instruments/Positions/land.mask from Natural Earth's land polygons (public domain), as world-atlas
(npm, 2.0.2, land-50m.json) carries them: one bit for each half degree, set where any land is in the cell.

usage: eng/land_mask.py land-50m.json land.mask
"""
import json
import sys

STEP = 0.05  # degrees between the lines that are sampled: an island narrower than about 5 km may be missed
CELLS = 2    # cells a degree


def rings(topology):
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(points)
    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            for ring in polygon:
                points = []
                for index in ring:
                    part = arcs[index] if index >= 0 else arcs[~index][::-1]
                    points += part[1:] if points else part
                yield points


def main(source, target):
    edges = []
    for ring in rings(json.load(open(source))):
        edges += [(a, b) for a, b in zip(ring, ring[1:]) if a[1] != b[1]]
    wide, high = 360 * CELLS, 180 * CELLS
    land = bytearray(wide * high // 8)
    lines = {}
    for (x1, y1), (x2, y2) in edges:
        if y1 > y2:
            x1, y1, x2, y2 = x2, y2, x1, y1
        first = int((y1 + 90) / STEP - 0.5) + 1
        for line in range(max(0, first), int(180 / STEP)):
            y = (line + 0.5) * STEP - 90
            if y < y1:
                continue
            if y >= y2:
                break
            lines.setdefault(line, []).append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
    for line, crossings in lines.items():
        row = int((line + 0.5) * STEP * CELLS)
        crossings.sort()
        for left, right in zip(crossings[::2], crossings[1::2]):
            for column in range(max(0, int((left + 180) * CELLS)), min(wide - 1, int((right + 180) * CELLS)) + 1):
                cell = row * wide + column
                land[cell // 8] |= 1 << (cell % 8)
    open(target, "wb").write(land)


main(*sys.argv[1:])
