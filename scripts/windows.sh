#!/usr/bin/env bash
# Builds the program for Windows on Linux, and runs it and its tests under an emulator (Wine), which is not Windows: what Windows
# does while another program holds a file open, and its access lists, are not tried by it.
#
#   scripts/windows.sh build      # target/windows/x86_64-pc-windows-gnu/fast/failed-contact.exe
#   scripts/windows.sh sample     # three weeks of the sample: the same bytes as the program for this machine
#   scripts/windows.sh test       # the library's tests, and the commands, faults and rules; names behind it: only those, no rules
#   scripts/windows.sh            # all three
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
    x86_64-w64-mingw32-gcc-posix -shared -o "$CARGO_TARGET_DIR/bcryptprimitives.dll" scripts/bcryptprimitives.c -ladvapi32
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

tests() { # names of tests; none: all
    step "tests on Windows"
    # The rules' harness takes one name only.
    local rules=(--test spec)
    [ $# -eq 0 ] || rules=()
    cargo_windows test --no-fail-fast --lib --test cli --test faults ${rules[@]+"${rules[@]}"} -- "$@"
}

case ${1:-all} in
    build) build ;;
    prepare) prepare ;;
    sample) prepare; build; sample ;;
    test) shift; prepare; tests "$@" ;;
    all) prepare; build; sample; tests ;;
    *) sed -n '2,9s/^# \?//p' "$0" >&2; exit 2 ;;
esac
