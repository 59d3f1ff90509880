"""Checks of scripts/release/test.sh that read structured files. Each prints what is wrong, and exits with 1.

check.py links FOLDER           every relative link in the Markdown files leads to a file of the archive
check.py notices FILE TARGET    every linked crate is in the notices, with the notices of its authors
check.py sbom FILE TARGET       valid CycloneDX 1.5, with every linked crate
"""

import json
import re
import subprocess
import sys
from pathlib import Path

problems = []


def linked_crates(target):
    """Names and versions, except tlsready itself."""
    out = subprocess.run(["bash", "scripts/release.sh", "crates", target], check=True, capture_output=True, text=True).stdout
    crates = {tuple(line.split()) for line in out.splitlines()}
    if len(crates) < 50:
        sys.exit(f"only {len(crates)} crates for {target}: has the output of cargo tree changed?")
    return {crate for crate in crates if crate[0] != "tlsready"}


def links(folder):
    pages = sorted(Path(folder).rglob("*.md"))
    if not pages:
        problems.append("no Markdown files")
    for page in pages:
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
            path = link.split("#")[0]
            if path and "://" not in path and not (page.parent / path).exists():
                problems.append(f"{page.relative_to(folder)} links to {link}, which is not in the archive")


def words(text):
    """The text without the layout, to compare it."""
    return " ".join(text.split())


def notices(file, target):
    text = Path(file).read_text(encoding="utf-8")
    listed = set(re.findall(r"^  (\S+) (\d\S*)", text, re.MULTILINE))
    for name, version in sorted(linked_crates(target) - listed):
        problems.append(f"{name} {version} is linked, but is not in the notices")
    # A license text that is a form to be filled in, instead of the one that the authors filled in.
    for form in ["<year>", "<copyright holders>", "<owner>", "[fullname]"]:
        if form in text:
            problems.append(f"a license text contains {form}: the crate has no license file, so clarify it in about.toml")
    # What cargo-about does not look for: notice files, which Apache-2.0 (4d) wants passed on, and the licenses of code that
    # a crate copied from elsewhere. Of several licenses in one folder, one has to be in the notices.
    metadata = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", target]
    found = json.loads(subprocess.run(metadata, check=True, capture_output=True, text=True).stdout)
    linked = linked_crates(target)
    text = words(text)
    for package in found["packages"]:
        if (package["name"], package["version"]) not in linked:
            continue
        root = Path(package["manifest_path"]).parent
        folders = {}
        for path in root.rglob("*"):
            if re.match(r"(licen[cs]e|copying|notice)", path.name, re.IGNORECASE) and path.is_file():
                if path.name.lower().startswith("notice") or path.parent != root:
                    known = words(path.read_text(encoding="utf-8", errors="replace")) in text
                    folders[path.parent] = folders.get(path.parent, False) or known
        for folder, known in folders.items():
            if not known:
                problems.append(f"{package['name']}: name the license in {folder.relative_to(root)}/ in about.toml")


def sbom(file, target):
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = Path(file).read_text(encoding="utf-8")
    error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(text)
    if error is not None:
        problems.append(f"not valid CycloneDX 1.5: {str(error).splitlines()[0]}")
    bom = json.loads(text)
    subject = bom["metadata"]["component"]["name"]
    if subject != "tlsready":
        problems.append(f"it is about {subject}, not tlsready")
    components = {(component["name"], component["version"]): component for component in bom["components"]}
    for name, version in sorted(linked_crates(target)):
        component = components.get((name, version))
        if component is None:
            problems.append(f"{name} {version} is linked, but is not in the SBOM")
        elif not component.get("licenses") or not component.get("purl"):
            problems.append(f"{name} {version} has no license or no purl")
    for line in text.splitlines():
        if str(Path.cwd()) in line or str(Path.home()) in line:
            problems.append(f"it contains a path of this machine: {line.strip()}")


if __name__ == "__main__":
    {"links": links, "notices": notices, "sbom": sbom}[sys.argv[1]](*sys.argv[2:])
    for problem in problems:
        print(problem)
    sys.exit(bool(problems))
