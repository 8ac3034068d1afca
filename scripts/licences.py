"""The licences of all that is compiled into the program: of each crate its name, version, licence and the texts that lie in
its source, each text once."""

import collections
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Files that hold a licence or a notice that must go with the program.
STEMS = ("licen", "copying", "notice", "copyright", "unlicense")

HEAD = """\
Licences of what is compiled into failed-contact for {target}.

failed-contact itself: MIT, see LICENSE.
"""

RUNTIME = {
    "linux": (
        "The GNU C Library, linked statically: GNU Lesser General Public License 2.1 or later. The complete source of this program\n"
        "is public, so that it can be linked again with another version of that library. The Rust standard library: MIT or\n"
        "Apache-2.0, at your choice. libgcc: GNU General Public License 3 with the GCC Runtime Library Exception.\n",
        ["/usr/share/common-licenses/LGPL-2.1"],
    ),
    "windows": (
        "The runtime of mingw-w64: public domain and other free licences, as below. The Rust standard library: MIT or Apache-2.0, at\n"
        "your choice. libgcc: GNU General Public License 3 with the GCC Runtime Library Exception.\n",
        ["/usr/share/doc/mingw-w64-common/copyright"],
    ),
}


def compiled(target):
    """The crates that are compiled in: cargo's own list, without what only runs in building."""
    lines = subprocess.run(
        ["cargo", "tree", "--locked", "--target", target, "--edges", "normal", "--prefix", "none", "--format", "{p}|{l}"],
        check=True, capture_output=True, cwd=ROOT, text=True,
    ).stdout.splitlines()
    found = {}
    for line in lines:
        package, licence = line.split("|", 1)
        name, version = package.split(" ")[:2]
        if name != "failed-contact":
            found[(name, version.lstrip("v"))] = licence.split(" (*)")[0].replace("/", " OR ")
    return found


def sources():
    metadata = subprocess.run(
        ["cargo", "metadata", "--locked", "--format-version", "1"], check=True, capture_output=True, cwd=ROOT
    ).stdout
    packages = json.loads(metadata)["packages"]
    return {(own["name"], own["version"]): pathlib.Path(own["manifest_path"]).parent for own in packages}


def texts_of(folder):
    # Some carry another library with its own licence, such as jemalloc's C sources.
    candidates = [*folder.glob("*"), *folder.glob("*/COPYING*"), *folder.glob("*/LICENSE*")]
    own = sorted(path for path in set(candidates) if path.is_file() and path.name.lower().startswith(STEMS))
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8", errors="replace").strip() for path in own}


def text(target):
    """All of it, as bytes."""
    crates, folders = compiled(target), sources()
    holders, without = collections.OrderedDict(), []
    for key in sorted(crates):
        texts = texts_of(folders[key])
        if not texts:
            without.append(key)
        for own in texts.values():
            # The same licence is wrapped in many ways.
            holders.setdefault(" ".join(own.split()), (own, []))[1].append(f"{key[0]} {key[1]}")
    standard = {"MIT": None, "Apache-2.0": None}
    for own, _ in holders.values():
        if own.startswith("Apache License") or "Apache License" in own[:200]:
            standard["Apache-2.0"] = own
    for key in without:
        # Without a text of its own, the licence is the text that others carry.
        if not any(word in crates[key] for word in ("MIT", "Apache-2.0", "Zlib", "BSD", "Unlicense")):
            sys.exit(f"{key}: no licence file, and {crates[key]} is not one whose text is here")
    kind = "windows" if "windows" in target else "linux"
    note, files = RUNTIME[kind]
    out = [HEAD.format(target=target), note, f"Crates: {len(crates)}\n"]
    out += [f"  {name} {version}: {licence}" for (name, version), licence in sorted(crates.items())]
    if without:
        names = ", ".join(f"{name} {version}" for name, version in without)
        out += ["", f"These carry no text of their own; the licence named above applies, whose standard text is below: {names}"]
    for own, names in holders.values():
        out += ["", "=" * 100, ", ".join(sorted(set(names))), "=" * 100, own]
    for path in map(pathlib.Path, files):
        if not path.exists():
            sys.exit(f"{path} is not there, and a package must hold it")
        out += ["", "=" * 100, path.name, "=" * 100, path.read_text(encoding="utf-8", errors="replace").strip()]
    if not standard["Apache-2.0"]:
        sys.exit("the text of the Apache licence is in no crate")
    return ("\n".join(out) + "\n").encode()
