#!/usr/bin/env bash
# Installs each package of dist/ (scripts/package.sh) in a fresh folder, without a network where the system allows that, and runs
# the sample with it. All must publish the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
dist=${DIST:-$PWD/dist}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
offline=()
if unshare -rn true 2>/dev/null; then
    offline=(unshare -rn)
else
    echo "NOT TRIED OFFLINE: this system does not let a process leave its network"
fi
tried=0
skipped=0

(cd "$dist" && sha256sum --check --quiet SHA256SUMS)
echo "checksums: right"

# Runs the sample: name of the package, folder with sample_data, program and its arguments. A minimal environment, as a
# stranger's machine has another.
try() {
    local name=$1 area=$2
    shift 2
    local out=$work/out/$name
    mkdir -p "$out"
    printf 'thirty-two bytes for the sample.' >"$out/.key"
    (cd "$area" && "${offline[@]}" env -i PATH=/usr/bin:/bin HOME="$work" "${EMULATOR[@]}" "$@" report sample_data/failed-contact.toml \
        --as-of 2026-11-22 --output "$out" --quiet)
    test -s "$out/2026-11-22/safeguarding/index.html"
    test -s "$area/LICENSES.txt"
    test -s "$area/failed-contact.cdx.json"
    find "$out" -name manifest.json -exec sed -i '/"written_at"/d' {} +
    rm -f "$out/.lock"
    [ -z "${first:-}" ] || diff -r "$out" "$first"
    first=${first:-$out}
    tried=$((tried + 1))
    echo "$name: installed, run on the sample"
}
skip() {
    echo "SKIPPED: $1"
    skipped=$((skipped + 1))
}
EMULATOR=()

for archive in "$dist"/*-linux-x86_64.tar.gz; do
    mkdir "$work/tar"
    tar -xzf "$archive" -C "$work/tar"
    area=$(echo "$work"/tar/*)
    try archive "$area" "$area/failed-contact"
    # It needs no library of the system.
    if command -v ldd >/dev/null && ldd "$area/failed-contact" 2>&1 | grep -q '=>'; then
        echo "the program needs libraries of the system" >&2
        exit 1
    fi
done

for package in "$dist"/*.deb; do
    [ -e "$package" ] || { skip "no Debian package"; continue; }
    mkdir "$work/deb"
    dpkg-deb --extract "$package" "$work/deb"
    test -s "$work/deb/usr/share/man/man1/failed-contact.1.gz"
    try debian "$work/deb/usr/share/doc/failed-contact" "$work/deb/usr/bin/failed-contact"
done

for wheel in "$dist"/*manylinux*.whl; do
    if ! python3 -m venv "$work/venv" 2>/dev/null; then
        skip "no python3-venv: the wheel was not installed"
        continue
    fi
    "$work/venv/bin/pip" install --quiet --no-index --no-deps "$wheel"
    try wheel "$work/venv/share/failed-contact" "$work/venv/bin/failed-contact"
    "$work/venv/bin/pip" uninstall --quiet --yes failed-contact
    test ! -e "$work/venv/bin/failed-contact"
done

for archive in "$dist"/*-windows-x86_64.zip; do
    [ -e "$archive" ] || { skip "no Windows package"; continue; }
    if [ -z "${WINEPREFIX:-}" ] || ! command -v wine >/dev/null; then
        skip "no emulator: the Windows zip was not run (WINEPREFIX=target/windows/wine, see scripts/windows.sh)"
        continue
    fi
    python3 -m zipfile -e "$archive" "$work/zip"
    area=$(echo "$work"/zip/*)
    EMULATOR=(WINEPREFIX="$WINEPREFIX" WINEDEBUG=-all wine)
    offline=()
    try zip "$area" "$area/failed-contact.exe"
done

echo "$tried packages tried, $skipped skipped"
