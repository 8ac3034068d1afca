#!/bin/sh
# Makes the pictures of the documents from the sample, beside this file: each page on a laptop, a phone and paper.
#
# Needs a built program (cargo build, or cargo build --release) and Chromium (Debian: apt-get install chromium); for paper
# pdftoppm (poppler-utils), to cut the phone's picture Pillow.
# FAILED_CONTACT and CHROMIUM name other programs. Nothing is kept but the pictures.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
program=${FAILED_CONTACT:-}
if [ -z "$program" ]; then
    # The newest build.
    program=$(ls -t "$root"/target/release/failed-contact "$root"/target/fast/failed-contact "$root"/target/debug/failed-contact \
        2>/dev/null | head -n 1)
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

# browser ARGUMENT...: Chromium, silent unless it fails.
browser() {
    sandbox=
    [ "$(id -u)" -ne 0 ] || sandbox=--no-sandbox
    "${CHROMIUM:-chromium}" --headless $sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files \
        --user-data-dir="$work/profile" "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
}

# shoot PAGE NAME HEIGHT: a page as a laptop shows it (NAME.png), as a phone does (NAME-phone.png), and the first sheet of
# paper (NAME-paper.png).
shoot() {
    browser --window-size="1280,$3" --screenshot="$here/$2.png" "file://$1"
    # No window is as narrow as a phone: the page is shown in a frame that is.
    printf '<body style="margin:0"><iframe src="file://%s" style="border:0;width:390px;height:1100px"></iframe>' "$1" >"$work/phone.html"
    browser --window-size=500,1100 --screenshot="$work/phone.png" "file://$work/phone.html"
    if command -v python3 >/dev/null && python3 -c 'import PIL' 2>/dev/null; then
        python3 -c "from PIL import Image; Image.open('$work/phone.png').crop((0, 0, 390, 1100)).save('$here/$2-phone.png')"
    else
        cp "$work/phone.png" "$here/$2-phone.png"
    fi
    if command -v pdftoppm >/dev/null; then
        browser --no-pdf-header-footer --print-to-pdf="$work/page.pdf" "file://$1"
        pdftoppm -r 72 -f 1 -l 1 -singlefile -png "$work/page.pdf" "$here/$2-paper"
    fi
}

shoot "$pack/index.html" list 1000
# A child of the sample on a child protection plan, whom two services could not see.
shoot "$(grep -l '<h1>.*PLANWELL, Bea' "$pack"/cases/*.html)" sheet 1280
shoot "$pack/quality.html" quality 1000
# As the main command alone publishes it, which the guide for commissioners explains: the tour's was made two weeks before.
"$program" report "$root/sample_data/failed-contact.toml" --as-of 2026-11-22 --output "$work/alone" --quiet
shoot "$work/alone/2026-11-22/commissioner/index.html" commissioner 1600
