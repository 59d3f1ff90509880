#!/usr/bin/env bash
# Builds tlsready for Windows 7, Windows Server 2008 R2, and later on Debian 12, and runs it under Wine.
#
#   scripts/windows.sh packages            print what to install (apt-get install --no-install-recommends …)
#   scripts/windows.sh build               build the program in release
#   scripts/windows.sh exe                 print where it is
#   scripts/windows.sh check               only compile, for any Windows target
#   scripts/windows.sh lint                the same with clippy; every warning is an error
#   scripts/windows.sh check-imports [EXE] fail if the program imports a function that Windows 7 SP1 lacks
#   scripts/windows.sh test [ARG…]         cargo test under Wine; tests that need Schannel with TLS 1.3, or a reset, fail there
#   scripts/windows.sh smoke EXE [ARG…]    run a program in a fresh Server 2008 R2 ("tlsready" is the built one)
#   scripts/windows.sh story               run tests/windows under Wine
#
# Since Rust 1.78, the standard targets run only on Windows 10 and later. The target for Windows 7 is
# x86_64-win7-windows-gnu, which has no prebuilt standard library (-Z build-std). Building it needs a compiler and sources of
# the same version: here Debian's rustc-web and rust-web-src. cargo is that of rustup; do not install cargo-web.
#
# The standard targets, with rustup's toolchain, on Windows itself or with mingw here:
#   cargo build --release --target x86_64-pc-windows-msvc
#   rustup target add x86_64-pc-windows-gnu && cargo build --release --target x86_64-pc-windows-gnu
# To check that they compile, without a download from rustup: WINDOWS_TARGET=x86_64-pc-windows-gnu scripts/windows.sh check
# 32-bit, with gcc-mingw-w64-i686: WINDOWS_TARGET=i686-win7-windows-gnu scripts/windows.sh check. It is compiled but never
# run: Debian's 64-bit Wine cannot run it.
#
# Environment: WINDOWS_TARGET, WINDOWS_PROFILE (release, dev), WINDOWS_CACHE (kept between runs: about 3 GB).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

packages=(rustc-web rust-web-src rust-web-clippy gcc-mingw-w64-x86-64 wine64 libgnutls30 openssl)
target=${WINDOWS_TARGET:-x86_64-win7-windows-gnu}
profile=${WINDOWS_PROFILE:-release}
cache=${WINDOWS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tlsready-windows}
rustc=/usr/bin/rustc
clippy=/usr/bin/clippy-driver
wine=/usr/lib/wine/wine64
wineserver=/usr/lib/wine/wineserver
PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

die() {
    printf 'windows.sh: %s\n' "$@" >&2
    exit 1
}

need() {
    [[ -x $1 ]] || die "$1 is missing" "install: apt-get install --no-install-recommends ${packages[*]}"
}

# One folder per compiler, separate from the Linux build: otherwise each would rebuild what the other built.
target_folder() {
    need "$rustc"
    echo "$cache/target-$("$rustc" --version | cut -d' ' -f2)"
}

exe() {
    local folder=$profile
    [[ $profile != dev ]] || folder=debug
    echo "$(target_folder)/$target/$folder/tlsready.exe"
}

# cargo for Windows. Without the name of the linker, the cc crate would compile C for Linux, and linking would fail.
cargo_windows() {
    local linker="${target%%-*}-w64-mingw32-gcc" variable
    need "$rustc"
    need "/usr/bin/$linker"
    variable=CARGO_TARGET_$(tr a-z- A-Z_ <<<"$target")
    env RUSTC="$rustc" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$(target_folder)" \
        "${variable}_LINKER=$linker" "${variable}_RUNNER=$wine" \
        cargo "$1" -Z build-std=std,panic_abort --target "$target" --locked "${@:2}"
}

# An unused Windows, made once.
template() {
    need "$wine"
    mkdir -p "$cache"
    (
        flock 9
        [[ ! -e $cache/prefix/system.reg ]] || exit 0
        rm -rf "$cache/prefix.new"
        export WINEPREFIX="$cache/prefix.new" WINEDEBUG=-all
        WINEDLLOVERRIDES='mscoree=;mshtml=' "$wine" wineboot -i </dev/null >/dev/null 2>&1 || exit 1
        "$wine" winecfg -v win2008r2 && "$wineserver" -w || exit 1
        mv "$cache/prefix.new" "$cache/prefix"
    ) 9>"$cache/lock" || die "Wine cannot make a prefix in $cache"
}

# A copy of it for this run. Files are hard links, except those of the registry, which are written to.
fresh_windows() {
    template
    scratch=$(mktemp -d)
    export WINEPREFIX="$scratch/prefix" WINEDEBUG=-all
    cp -al "$cache/prefix" "$WINEPREFIX" 2>/dev/null || cp -a "$cache/prefix" "$WINEPREFIX"
    rm -f "$WINEPREFIX"/*.reg
    cp "$cache/prefix"/*.reg "$WINEPREFIX"
    trap '"$wineserver" -k 2>/dev/null || true; rm -rf "$scratch"' EXIT
}

# A program that imports a function that Windows 7 SP1 and Server 2008 R2 SP1 lack does not start there, and neither the
# linker nor Wine notices. So every imported function must be in the list of functions that were looked up.
check_imports() {
    need "$rustc"
    local exe=${1:-$(exe)} dump imports unknown known=scripts/windows-7-functions.txt
    [[ -f $exe ]] || die "there is no $exe" "build it first: scripts/windows.sh build"
    dump=$("${target%%-*}-w64-mingw32-objdump" --private-headers "$exe")
    imports=$(awk '/DLL Name:/ { library = tolower($3) } library && /^\t[0-9a-f]+\t *[0-9]+ +[A-Za-z_]/ { print library, $3 }' <<<"$dump" | LC_ALL=C sort -u)
    (($(wc -l <<<"$imports") > 100)) || die "objdump prints hardly any functions of $exe: has its output format changed?"
    unknown=$(LC_ALL=C comm -23 <(echo "$imports") <(grep -v '^#' "$known" | LC_ALL=C sort -u))
    if [[ -n $unknown ]]; then
        printf '%s\n' "$unknown" >&2
        die "these functions may be missing in Windows 7 SP1, where the program would then not start" \
            "look up the minimum supported client of each in Microsoft's documentation, and add it to $known if it is Windows 7 or older"
    fi
    echo "$(wc -l <<<"$imports") functions, all in Windows 7 SP1, of $(cut -d' ' -f1 <<<"$imports" | uniq | xargs)"
}

# Everything that can be tested under Wine, each state in a Windows of its own: see tests/windows/main.rs.
story() {
    need "$rustc"
    need /usr/bin/openssl
    template
    [[ -f $(exe) ]] || die "there is no $(exe)" "build it first: scripts/windows.sh build"
    TLSREADY_WINDOWS_EXE=$(exe) TLSREADY_WINE_PREFIX="$cache/prefix" cargo test --locked --test windows -- --include-ignored "$@"
}

case ${1:-} in
packages) echo "${packages[*]}" ;;
build)
    arguments=(--release)
    [[ $profile != dev ]] || arguments=()
    cargo_windows build "${arguments[@]}" --bin tlsready "${@:2}"
    ls -l "$(exe)"
    ;;
exe) exe ;;
check) cargo_windows check --lib --bins --tests "${@:2}" ;;
lint)
    # Debian's clippy, because rustup's has no standard library for this target. Denying warnings applies only to our own
    # crate, so nothing else is rebuilt.
    need "$clippy"
    RUSTC_WORKSPACE_WRAPPER=$clippy CARGO_BUILD_WARNINGS=deny cargo_windows check -Z warnings --lib --bins --tests "${@:2}"
    ;;
check-imports) check_imports "${@:2}" ;;
test)
    need "$rustc"
    fresh_windows
    # No doc tests: rustdoc is that of rustup, and cannot read the output of Debian's compiler.
    cargo_windows test --lib --bins --tests "${@:2}"
    ;;
smoke)
    program=${2:?which program?}
    [[ $program != tlsready ]] || program=$(exe)
    fresh_windows
    "$wine" "$program" "${@:3}"
    ;;
story) story "${@:2}" ;;
*)
    sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 2
    ;;
esac
