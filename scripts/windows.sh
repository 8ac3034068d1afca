#!/usr/bin/env bash
# Builds the program for Windows on Linux, and runs it and its tests under an emulator (Wine), which is not Windows: what Windows
# does while another program holds a file open, and its access lists, are not tried by it.
#
#   scripts/windows.sh build      # target/windows/x86_64-pc-windows-gnu/fast/failed-contact.exe
#   scripts/windows.sh sample     # three weeks of the sample: the same bytes as the program for this machine
#   scripts/windows.sh clippy     # warnings are errors, in what is for Windows only too
#   scripts/windows.sh test       # the library's tests, and the commands, faults and rules; names behind it: only those, no rules
#   scripts/windows.sh console    # letters and colours in a console, and what a run leaves when it is closed
#   scripts/windows.sh            # all five
#   scripts/windows.sh prepare    # the emulator's own folder alone, target/windows/wine (scripts/try_packages.sh)
#
# Needs, on Debian 12: gcc-mingw-w64-x86-64-posix wine64 wine, and the target's standard library
# (`rustup target add x86_64-pc-windows-gnu`). Where rustup cannot be had: the packages rustc-web cargo-web rust-web-src, which
# this script uses where /usr/bin/rustc is there and the target is not.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
profile=${PROFILE:-fast}
export CARGO_TARGET_DIR=${WINDOWS_TARGET_DIR:-$root/target/windows}
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=$root/scripts/wine.sh
# Two programs at a time fill a small machine.
export CARGO_INCREMENTAL=0

step() { printf '\n== %s\n' "$*"; }

command -v wine >/dev/null || { echo "wine is missing: see the top of this script" >&2; exit 1; }
own_path=$PATH
. scripts/windows_toolchain.sh
# What is not tried here need not be fast: polars-core alone would take a processor two minutes more.
slow=()
for crate in polars-core polars-compute polars-arrow polars-row; do
    slow+=(--config "profile.fast.package.$crate.opt-level=0")
done
cargo_windows() { # subcommand, arguments
    local command=$1
    shift
    cargo "$command" "${slow[@]}" --profile "$profile" --locked --target $target ${build_std[@]+"${build_std[@]}"} "$@"
}

# What the emulator runs with: a home of its own, the missing library, and temporary files on a path that both systems have.
prepare() {
    export WINEPREFIX=$CARGO_TARGET_DIR/wine WINEDEBUG=-all
    mkdir -p "$CARGO_TARGET_DIR/tmp" "$WINEPREFIX"
    x86_64-w64-mingw32-gcc-posix -shared -o "$CARGO_TARGET_DIR/bcryptprimitives.dll" "$root/scripts/bcryptprimitives.c" -ladvapi32
    wine wineboot --init >/dev/null 2>&1 || true
    cp "$CARGO_TARGET_DIR/bcryptprimitives.dll" "$WINEPREFIX/drive_c/windows/system32/"
    local folder="Z:${CARGO_TARGET_DIR//\//\\}\\tmp"
    for name in TMP TEMP; do
        wine reg add 'HKCU\Environment' /v $name /d "$folder" /f >/dev/null
    done
}

build() {
    step "the program for Windows"
    cargo_windows build --bin failed-contact
}

sample() {
    step "three weeks of the sample, on Windows and here"
    # With the toolchain of this machine, whatever the one for Windows is.
    env -u RUSTC -u RUSTC_BOOTSTRAP -u CARGO_INCREMENTAL PATH="$own_path" \
        cargo build --profile "$profile" --locked --target-dir "$root/target" --bin failed-contact
    local here=$root/target/$profile/failed-contact there=$CARGO_TARGET_DIR/$target/$profile/failed-contact.exe
    local work
    work=$(mktemp -d)
    for system in here there; do
        local area=$work/$system
        cp -a sample_data "$area"
        # Whoever has tried the sample has reports there.
        rm -rf "$area/reports"
        mkdir -p "$area/reports"
        # The same key, so that the references are the same.
        printf 'thirty-two bytes for the sample.' >"$area/reports/.key"
        local run=("$here")
        [ $system = here ] || run=(wine "$there")
        (
            cd "$area"
            for week in 2026-11-08 2026-11-15; do
                "${run[@]}" report weeks/$week/failed-contact.toml --as-of $week --quiet
            done
            "${run[@]}" report failed-contact.toml --as-of 2026-11-22 --quiet
        )
        # The time of the run is in the manifest, on a line of its own.
        find "$area/reports" -name manifest.json -path '*safeguarding*' -exec sed -i '/"written_at"/d' {} +
        rm -f "$area/reports/.lock"
    done
    diff -r "$work/here/reports" "$work/there/reports"
    echo "the same bytes: $(find "$work/here/reports" -type f | wc -l) files"
    rm -rf "$work"
}

# A console is what tests have not: the emulator shows one on a terminal of this system, which `script` makes.
console() {
    step "a console: its letters, its colours, and closing it"
    local program=$CARGO_TARGET_DIR/$target/$profile/failed-contact.exe area page moment
    area=$(mktemp -d)
    cp -a sample_data/. "$area"
    cd "$area"
    must() { "$@" || { echo "not so: $*" >&2; exit 1; }; }
    in_console() { timeout 60 script -qec "$1" /dev/null </dev/null >shown || true; }
    for page in 437 850 65001; do
        in_console "wine cmd /c chcp $page '&' Z:${program//\//\\\\} check Zoë.toml"
        must grep -q "$page" shown
        must grep -q 'Zoë.toml: the configuration is not there' shown
        must grep -q $'\e\\[31m' shown
    done
    NO_COLOR=1 in_console "wine '$program' check Zoë.toml"
    must grep -q 'Zoë.toml: the configuration is not there' shown
    must eval "! grep -q \$'\\e\\\\[[0-9;]*m' shown"
    echo "letters and colours: right, in three code pages"

    local report=(report failed-contact.toml --as-of 2026-11-22 --replace --quiet)
    local folder=reports/2026-11-22 before written unfinished=0
    wine "$program" "${report[@]}"
    without_time() { (cd $folder && find . -type f | sort | xargs -d '\n' sed '/"written_at"/d' | sha256sum); }
    before=$(without_time)
    for moment in 0.2 0.25 0.3 0.35 0.4 0.5 0.6 0.8; do
        written=$(grep written_at $folder/safeguarding/manifest.json)
        # Whoever shows the console is gone, and it is closed.
        timeout --signal=KILL $moment script -qec "wine '$program' ${report[*]}" /dev/null </dev/null >shown || true
        wineserver -w
        [ "$written" != "$(grep written_at $folder/safeguarding/manifest.json)" ] || unfinished=$((unfinished + 1))
        must [ "$(without_time)" = "$before" ]
        sleep 1
        wine "$program" "${report[@]}"
        must [ ! -e reports/.staging ]
        must [ "$(without_time)" = "$before" ]
    done
    must [ $unfinished -gt 0 ]
    echo "closed while it ran: $unfinished of 8 runs published nothing, every report is whole, and the next run publishes"
    cd "$root"
    rm -rf "$area"
}

clippy() {
    step "clippy for Windows, warnings are errors"
    if [ ${#build_std[@]} -gt 0 ]; then
        echo "NOT CHECKED: Debian's compiler for Windows brings no clippy"
        return
    fi
    cargo_windows clippy --all-targets -- -D warnings
}

tests() { # names of tests; none: all
    step "tests on Windows"
    # The rules' harness takes one name only.
    local rules=(--test spec)
    [ $# -eq 0 ] || rules=()
    cargo_windows test --no-fail-fast --lib --test cli --test faults ${rules[@]+"${rules[@]}"} -- "$@"
}

case ${1:-all} in
    build) build ;;
    clippy) clippy ;;
    console) prepare; build; console ;;
    prepare) prepare ;;
    sample) prepare; build; sample ;;
    test) shift; prepare; tests "$@" ;;
    all) prepare; build; clippy; sample; console; tests ;;
    *) sed -n '2,11s/^# \?//p' "$0" >&2; exit 2 ;;
esac
