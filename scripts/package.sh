#!/usr/bin/env bash
# Builds the packages of one version into dist/: a static Linux archive, a Debian package and a Python wheel, and with WINDOWS=1
# a zip for Windows and its wheel; with their checksums. The same commit gives the same bytes, in whatever folder it is built.
#
#   scripts/package.sh                 # Linux
#   WINDOWS=1 scripts/package.sh       # and Windows, cross-built (scripts/windows.sh says what that needs)
#   PROFILE=fast scripts/package.sh    # built in a tenth of the time, for trying this script
#
# Needs: cargo, gcc, python3 (its library alone) and, for the Debian package, dpkg-deb.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
profile=${PROFILE:-release}
target_dir=${PACKAGE_TARGET_DIR:-$root/target/package}
dist=${DIST:-$root/dist}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
sysroot=$(rustc --print sysroot)
cargo_home=${CARGO_HOME:-$HOME/.cargo}
# Every time in a package is that of the commit.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 1767225600)}
export SOURCE_DATE_EPOCH

step() { printf '\n== %s\n' "$*"; }

# Where this machine keeps sources is nobody's business, and would make other bytes in another folder.
separator=$'\x1f'
remap="--remap-path-prefix=$target_dir=/build${separator}--remap-path-prefix=$root=/failed-contact"
remap+="${separator}--remap-path-prefix=$cargo_home=/cargo${separator}--remap-path-prefix=$sysroot=/rust"
export CFLAGS="-ffile-prefix-map=$target_dir=/build -ffile-prefix-map=$cargo_home=/cargo"

# Programs of packages are optimised as a whole (`lto`), which a build for working on the code has no time for: it leaves out what
# nobody calls, a quarter of the Windows program, which mingw's linker cannot see.
build() { # target, flags of the compiler, each with a separator before it; arguments of cargo
    local target=$1 flags=$2
    shift 2
    CARGO_ENCODED_RUSTFLAGS="$remap$flags" CARGO_TARGET_DIR="$target_dir" \
        cargo build --profile "$profile" --config "profile.$profile.lto=\"thin\"" --locked --target "$target" "$@"
}

step "Linux: static, for any distribution"
linux=x86_64-unknown-linux-gnu
# The C library is compiled in. musl would be as portable, and the program 1.8 times slower.
flags="$separator-Ctarget-feature=+crt-static"
# Where the program has to be told where it lies in memory is written once for many places, which takes a tenth of its bytes off.
flags+="$separator-Clink-arg=-Wl,-z,pack-relative-relocs"
# Functions of the same code are one, where the linker can do that: the one that comes with rustup's compiler.
[ ! -x "$sysroot/lib/rustlib/$linux/bin/gcc-ld/ld.lld" ] || flags+="$separator-Clink-arg=-Wl,--icf=all"
build $linux "$flags" --bin failed-contact
# What writes the bill of materials: by the compiler alone, with what is built already. By cargo all would be built again:
# tests ask for more of some libraries than the program does.
export SBOM=$target_dir/sbom
deps=$target_dir/$linux/$profile/deps
CARGO_MANIFEST_DIR=$root CARGO_PKG_NAME=failed-contact CARGO_PKG_VERSION=$version \
    rustc --edition 2024 --target $linux -L "dependency=$deps" -o "$SBOM" \
    examples/sbom.rs --extern "serde_json=$(find "$deps" -name 'libserde_json-*.rlib' | head -1)"
programs=("$linux=$target_dir/$linux/$profile/failed-contact")

if [ "${WINDOWS:-}" = 1 ]; then
    step "Windows: cross-built"
    windows=x86_64-pc-windows-gnu
    # On its own, since it may take another compiler than what comes after it.
    (
        . scripts/windows_toolchain.sh
        remap+="$separator--remap-path-prefix=$(rustc --print sysroot)=/rust"
        build $windows "" --bin failed-contact ${build_std[@]+"${build_std[@]}"}
    )
    programs+=("$windows=$target_dir/$windows/$profile/failed-contact.exe")
fi

step "packages of version $version"
rm -rf "$dist"
mkdir -p "$dist"
python3 scripts/package.py --version "$version" --out "$dist" "${programs[@]}"
(cd "$dist" && sha256sum -- * >SHA256SUMS)
cat "$dist/SHA256SUMS"
