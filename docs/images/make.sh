#!/bin/sh
# Makes the pictures of the documents from the sample: list.png, sheet.png and commissioner.png beside this file.
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

# shoot PAGE PICTURE HEIGHT: a page at 1280 pixels' width.
shoot() {
    sandbox=
    [ "$(id -u)" -ne 0 ] || sandbox=--no-sandbox
    "${CHROMIUM:-chromium}" --headless $sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
        --window-size="1280,$3" --screenshot="$here/$2" "file://$1" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
}

shoot "$pack/index.html" list.png 1000
# A child of the sample on a child protection plan, whom two services could not see.
shoot "$(grep -l '<h1>.*PLANWELL, Bea' "$pack"/cases/*.html)" sheet.png 1280
shoot "$work/out/2026-11-22/commissioner/index.html" commissioner.png 1600
