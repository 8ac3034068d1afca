# Sourced by windows.sh and package.sh: what builds for Windows here. Sets `target`, the linker, and `build_std`: what cargo needs
# besides where rustup cannot bring the target's standard library, and Debian's compiler builds it from its sources.
target=x86_64-pc-windows-gnu
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc-posix
build_std=()
command -v "$CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER" >/dev/null || {
    echo "$CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER is missing: see the top of scripts/windows.sh" >&2
    exit 1
}
if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$target" ] && ! rustup target add $target; then
    [ -x /usr/bin/rustc ] || { echo "there is no standard library for $target: see the top of scripts/windows.sh" >&2; exit 1; }
    export RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
    build_std=(-Zbuild-std=std,panic_abort,test)
    PATH=/usr/bin:$PATH
fi
# Before the linker comes a script of ours that has its name (it says why).
PATH=$PWD/scripts/mingw:$PATH
