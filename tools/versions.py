"""All distributions carry one version, and ask for one another within its minor series."""

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def problems() -> list[str]:
    """What does not agree, in sentences."""
    projects = [tomllib.loads(p.read_text())["project"] for p in sorted(ROOT.glob("packages/*/pyproject.toml"))]
    version = next(p["version"] for p in projects if p["name"] == "sysprobe")
    major, minor, _ = version.split(".")
    series = f">={major}.{minor},<{major}.{int(minor) + 1}"
    found = [f"{p['name']} is {p['version']}, core is {version}" for p in projects if p["version"] != version]
    names = {p["name"] for p in projects}
    for project in projects:
        needs = list(project.get("dependencies", []))
        needs += [n for extra in project.get("optional-dependencies", {}).values() for n in extra]
        for need in needs:
            requirement = need.partition(";")[0].strip()
            name = requirement.partition(">")[0].partition("[")[0]
            if name in names and "[" not in requirement and requirement != f"{name}{series}":
                found.append(f"{project['name']} asks for {requirement!r} instead of {name}{series}")
    heading = (ROOT / "CHANGELOG.md").read_text().partition("\n## ")[2].split()[0]
    if heading != version:
        found.append(f"CHANGELOG.md begins with {heading}, not with {version}")
    return found


if __name__ == "__main__":
    sys.exit("\n".join(problems()) or None)
