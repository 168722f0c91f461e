#!/usr/bin/env python3
"""Writes a CycloneDX 1.6 bill of materials of the packages that lock files fix: sbom.py VERSION LOCK… > sbom.json"""
import base64
import json
import sys
import uuid

version, *locks = sys.argv[1:]
packages = {}
for path in locks:
    with open(path, encoding="utf-8") as file:
        for target in json.load(file)["dependencies"].values():
            for name, entry in target.items():
                if entry["type"] != "Project":
                    packages[name.lower(), entry["resolved"]] = (name, entry)

components, dependencies = [], []
for (_, resolved), (name, entry) in sorted(packages.items()):
    reference = f"pkg:nuget/{name}@{resolved}"
    components.append({
        "type": "library", "bom-ref": reference, "purl": reference, "name": name, "version": resolved,
        "hashes": [{"alg": "SHA-512", "content": base64.b64decode(entry["contentHash"]).hex()}],
    })
    known = {n: r for (n, r) in packages}
    dependencies.append({"ref": reference, "dependsOn": sorted(
        f"pkg:nuget/{packages[d.lower(), known[d.lower()]][0]}@{known[d.lower()]}" for d in entry.get("dependencies", {}) if d.lower() in known)})

root = f"pkg:generic/parley@{version}"
document = {
    "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    # Of what is in it and of nothing else, so that the same tree gives the same file.
    "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, root + json.dumps(components, sort_keys=True))}",
    "metadata": {"component": {"type": "application", "bom-ref": root, "name": "parley", "version": version, "licenses": [{"license": {"id": "Apache-2.0"}}]}},
    "components": components,
    "dependencies": [{"ref": root, "dependsOn": sorted(c["bom-ref"] for c in components)}, *dependencies],
}
json.dump(document, sys.stdout, indent=1, sort_keys=True)
print()
