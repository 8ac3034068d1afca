#!/bin/sh
# Makes the pictures of the documents from the sample: list.png, sheet.png and commissioner.png beside this file.
# make.sh --all FOLDER: also the top of every kind of page at 1280 and 390 pixels and its first pages on A4, into a
# folder, to look at (that needs pdftoppm, too: apt-get install poppler-utils).
#
# Needs a built program (cargo build, or cargo build --release) and Chromium (Debian: apt-get install chromium).
# FAILED_CONTACT and CHROMIUM name other programs. Nothing is kept but the pictures.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
program=${FAILED_CONTACT:-}
if [ -z "$program" ]; then
    # The newer of the two builds.
    program=$(ls -t "$root/target/release/failed-contact" "$root/target/debug/failed-contact" 2>/dev/null | head -n 1)
fi
[ -n "$program" ] || { echo "make.sh: build the program first: cargo build" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

for week in 2026-11-08 2026-11-15; do
    "$program" report "$root/sample_data/weeks/$week/failed-contact.toml" --as-of $week --output "$work/out" --quiet
done
"$program" report "$root/sample_data/failed-contact.toml" --as-of 2026-11-22 --output "$work/out" --quiet
pack="$work/out/2026-11-22/safeguarding"

browser() {
    sandbox=
    [ "$(id -u)" -ne 0 ] || sandbox=--no-sandbox
    "${CHROMIUM:-chromium}" --headless $sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" "$@" \
        >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
}

# shoot PAGE PICTURE HEIGHT [WIDTH]: the top of a page, 1280 pixels wide where nothing else is said.
shoot() {
    browser --window-size="${4:-1280},$3" --screenshot="$2" "file://$1"
}

commissioner="$work/out/2026-11-22/commissioner/index.html"
# A child of the sample on a child protection plan, whom two services could not see.
sheet=$(grep -l '<h1>.*PLANWELL, Bea' "$pack"/cases/*.html)

shoot "$pack/index.html" "$here/list.png" 1000
shoot "$sheet" "$here/sheet.png" 1280
shoot "$commissioner" "$here/commissioner.png" 1600

[ "${1:-}" = --all ] || exit 0
mkdir -p "${2:?make.sh --all FOLDER}"
folder=$(cd "$2" && pwd)
for name in list quality sheet commissioner; do
    case $name in
    list) page="$pack/index.html" ;;
    quality) page="$pack/quality.html" ;;
    sheet) page=$sheet ;;
    commissioner) page=$commissioner ;;
    esac
    shoot "$page" "$folder/$name-1280.png" 1800
    shoot "$page" "$folder/$name-390.png" 2400 390
    browser --no-pdf-header-footer --print-to-pdf="$work/$name.pdf" "file://$page"
    pdftoppm -r 80 -png -l 3 "$work/$name.pdf" "$folder/$name-a4"
done
