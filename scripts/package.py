#!/usr/bin/env python3
"""Puts built programs into packages: tar.gz, .deb and wheel for Linux, zip and wheel for Windows.

The library of Python alone, so that nothing has to be trusted besides. A wheel is a zip of the program and five small files;
maturin would make the same, and build the program a second time. Every name, order, time and right in a package is fixed, so
the same programs give the same bytes.
"""

import argparse
import base64
import gzip
import hashlib
import io
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

import licences

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAME = "failed-contact"
EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "1767225600"))

# What goes beside the program, as it lies in the repository: folders whole.
BESIDE = [
    "README.md",
    "CHANGELOG.md",
    "GLOSSARY.md",
    "SECURITY.md",
    "LICENSE",
    "docs",
    "templates/failed-contact.toml",
    "sample_data",
]


def files_of_repository():
    """The files that go beside the program: those that are in version control, so nothing that lies about."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--", *BESIDE], check=True, capture_output=True
    ).stdout.decode()
    names = sorted(name for name in listed.split("\0") if name)
    missing = [own for own in BESIDE if not any(n == own or n.startswith(own + "/") for n in names)]
    if missing:
        sys.exit(f"not in the repository: {missing}")
    return {name: (ROOT / name).read_bytes() for name in names}


def bill_of_materials(target):
    # Built by package.sh.
    return subprocess.run([os.environ["SBOM"], target], check=True, capture_output=True, cwd=ROOT).stdout


def tar_gz(path, top, files, executables):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(f"{top}/{name}")
            entry.size, entry.mtime = len(content), EPOCH
            entry.mode = 0o755 if name in executables else 0o644
            entry.uname = entry.gname = "root"
            archive.addfile(entry, io.BytesIO(content))
    with open(path, "wb") as out, gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=EPOCH) as packed:
        packed.write(buffer.getvalue())


def zip_file(path, files, executables):
    when = time.gmtime(max(EPOCH, 315532800))[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        # A wheel's list of its files comes last.
        for name, content in sorted(files.items(), key=lambda own: (own[0].endswith("/RECORD"), own[0])):
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (0o100755 if name in executables else 0o100644) << 16
            archive.writestr(entry, content)


def wheel(out, version, tag, program, content, beside):
    # 1.0.0-rc.1 is written 1.0.0rc1 there (PEP 440).
    own = version.replace("-rc.", "rc").replace("-", "")
    top = f"failed_contact-{own}"
    info, data = f"{top}.dist-info", f"{top}.data"
    metadata = (
        f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {own}\n"
        "Summary: Weekly review of failed contacts with children across services\nLicense: MIT\n"
        "Requires-Python: >=3.7\nDescription-Content-Type: text/markdown\n\n"
    ).encode() + beside["README.md"]
    tags = "".join(f"Tag: py3-none-{part}\n" for part in tag.split("."))
    files = {
        f"{data}/scripts/{program}": content,
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: scripts/package.py\nRoot-Is-Purelib: false\n{tags}".encode(),
        f"{info}/LICENSE": beside["LICENSE"],
    }
    files.update({f"{data}/data/share/{NAME}/{name}": text for name, text in beside.items()})
    digest = lambda text: base64.urlsafe_b64encode(hashlib.sha256(text).digest()).rstrip(b"=").decode()
    rows = [f"{name},sha256={digest(text)},{len(text)}" for name, text in sorted(files.items())]
    files[f"{info}/RECORD"] = ("\n".join([*rows, f"{info}/RECORD,,"]) + "\n").encode()
    zip_file(out / f"{top}-py3-none-{tag}.whl", files, {f"{data}/scripts/{program}"})


def debian(out, version, content, beside):
    # A tilde comes before nothing: 1.0.0~rc.1 is older than 1.0.0.
    own = version.replace("-", "~", 1)
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder) / "package"
        manual, completions = (
            subprocess.run([content[0], *arguments], check=True, capture_output=True).stdout
            for arguments in (["man"], ["completions", "bash"])
        )
        files = {f"usr/share/doc/{NAME}/{name}": text for name, text in beside.items() if name != "LICENSE"}
        files[f"usr/share/doc/{NAME}/copyright"] = beside["LICENSE"] + b"\n\n" + beside["LICENSES.txt"]
        files[f"usr/bin/{NAME}"] = content[1]
        files[f"usr/share/man/man1/{NAME}.1.gz"] = gzip.compress(manual, 9, mtime=0)
        files[f"usr/share/bash-completion/completions/{NAME}"] = completions
        size = sum(len(text) for text in files.values()) // 1024 + 1
        files["DEBIAN/control"] = (
            f"Package: {NAME}\nVersion: {own}\nArchitecture: amd64\nSection: science\nPriority: optional\n"
            f"Installed-Size: {size}\nMaintainer: the makers of failed-contact <security@invalid>\n"
            "Description: weekly review of failed contacts with children\n"
            " Reads the CSV extracts of an area's services and lists the children whom the\n"
            " protocol on failed contact asks safeguarding staff to look at.\n"
        ).encode()
        files["DEBIAN/md5sums"] = "".join(
            f"{hashlib.md5(text).hexdigest()}  {name}\n" for name, text in sorted(files.items()) if not name.startswith("DEBIAN")
        ).encode()
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            path.chmod(0o755 if name == f"usr/bin/{NAME}" else 0o644)
        for path in [root, *root.rglob("*")]:
            if path.is_dir():
                path.chmod(0o755)
            os.utime(path, (EPOCH, EPOCH))
        package = out / f"{NAME}_{own}_amd64.deb"
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(package)], check=True, stdout=subprocess.DEVNULL)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--version", required=True)
    arguments.add_argument("--out", required=True, type=pathlib.Path)
    arguments.add_argument("programs", nargs="+", metavar="TARGET=PATH")
    given = arguments.parse_args()
    repository = files_of_repository()
    for target, path in (own.split("=", 1) for own in given.programs):
        with tempfile.TemporaryDirectory() as folder:
            stripped = pathlib.Path(folder) / pathlib.Path(path).name
            shutil.copy2(path, stripped)
            strip = "x86_64-w64-mingw32-strip" if "windows" in target else "strip"
            subprocess.run([strip, str(stripped)], check=True)
            content = stripped.read_bytes()
            check_paths(content, path)
            beside = {**repository, "LICENSES.txt": licences.text(target), f"{NAME}.cdx.json": bill_of_materials(target)}
            if "windows" in target:
                program = f"{NAME}.exe"
                folder_name = f"{NAME}-{given.version}-windows-x86_64"
                files = {f"{folder_name}/{name}": text for name, text in {**beside, program: content}.items()}
                zip_file(given.out / f"{folder_name}.zip", files, {f"{folder_name}/{program}"})
                wheel(given.out, given.version, "win_amd64", program, content, beside)
            else:
                program = NAME
                folder_name = f"{NAME}-{given.version}-linux-x86_64"
                tar_gz(given.out / f"{folder_name}.tar.gz", folder_name, {**beside, program: content}, {program})
                wheel(given.out, given.version, "manylinux_2_17_x86_64.musllinux_1_1_x86_64", program, content, beside)
                if shutil.which("dpkg-deb"):
                    debian(given.out, given.version, (str(stripped), content), beside)
                else:
                    print("SKIPPED: no Debian package, because there is no dpkg-deb")
            (given.out / program).write_bytes(content)
            (given.out / program).chmod(0o755)


def check_paths(content, path):
    """No path of the machine that built it may be in a program."""
    own = [str(ROOT), os.path.expanduser("~/.cargo"), os.path.expanduser("~/.rustup")]
    found = [one for one in own if one.encode() in content]
    if found:
        sys.exit(f"{path} holds paths of this machine: {found}")


if __name__ == "__main__":
    main()
