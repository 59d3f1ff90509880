#!/usr/bin/env bash
# Builds tlsready for Windows 7, Server 2008 R2 and everything newer, from Debian 12, and runs it under Wine.
#
#   scripts/windows.sh packages            what to install (apt-get install --no-install-recommends …)
#   scripts/windows.sh build               the exe, in release
#   scripts/windows.sh check               compile only, for any Windows target
#   scripts/windows.sh lint                the same with clippy; a warning of it or of the compiler is an error
#   scripts/windows.sh check-imports [EXE] nothing that Windows 7 SP1 lacks may be imported
#   scripts/windows.sh test [ARG…]         cargo test, run by Wine: there tests fail that want TLS 1.3 of Schannel or a reset
#   scripts/windows.sh smoke EXE [ARG…]    a program in a fresh Windows of Server 2008 R2 ("tlsready" is the built one)
#   scripts/windows.sh story               the whole story under Wine: tests/windows
#
# Since Rust 1.78 the stock targets start on Windows 10 and newer only; the target that starts on Windows 7 is
# x86_64-win7-windows-gnu, whose standard library one builds oneself (-Z build-std). That wants a compiler and the sources
# of the same version: here Debian's rustc-web and rust-web-src. cargo is rustup's; do not install cargo-web.
#
# For the stock targets with what rustup brings, on Windows itself or with mingw here:
#   cargo build --release --target x86_64-pc-windows-msvc
#   rustup target add x86_64-pc-windows-gnu && cargo build --release --target x86_64-pc-windows-gnu
# Without a download from rustup, to see that they compile: WINDOWS_TARGET=x86_64-pc-windows-gnu scripts/windows.sh check
# Likewise 32-bit, with gcc-mingw-w64-i686: WINDOWS_TARGET=i686-win7-windows-gnu scripts/windows.sh check. It is not run
# anywhere: Debian's 64-bit Wine does not run it.
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

# One folder for each compiler, apart from that of the Linux build: otherwise each would rebuild what the other built.
target_folder() {
    need "$rustc"
    echo "$cache/target-$("$rustc" --version | cut -d' ' -f2)"
}

exe() {
    local folder=$profile
    [[ $profile != dev ]] || folder=debug
    echo "$(target_folder)/$target/$folder/tlsready.exe"
}

# cargo for Windows. Without the linker's name the cc crate would compile C for Linux and the link would fail.
cargo_windows() {
    local linker="${target%%-*}-w64-mingw32-gcc" variable
    need "$rustc"
    need "/usr/bin/$linker"
    variable=CARGO_TARGET_$(tr a-z- A-Z_ <<<"$target")
    env RUSTC="$rustc" RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$(target_folder)" \
        "${variable}_LINKER=$linker" "${variable}_RUNNER=$wine" \
        cargo "$1" -Z build-std=std,panic_abort --target "$target" --locked "${@:2}"
}

# A Windows that was never used, made once.
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

# A copy of it for this run. Files are hard links, but those of the registry are written to.
fresh_windows() {
    template
    scratch=$(mktemp -d)
    export WINEPREFIX="$scratch/prefix" WINEDEBUG=-all
    cp -al "$cache/prefix" "$WINEPREFIX" 2>/dev/null || cp -a "$cache/prefix" "$WINEPREFIX"
    rm -f "$WINEPREFIX"/*.reg
    cp "$cache/prefix"/*.reg "$WINEPREFIX"
    trap '"$wineserver" -k 2>/dev/null || true; rm -rf "$scratch"' EXIT
}

# What a program asks for that Windows 7 SP1 and Server 2008 R2 SP1 do not have: it would not start there, and neither the
# linker nor Wine notices. Every function that the exe imports must stand in the list of those that were looked up.
check_imports() {
    need "$rustc"
    local exe=${1:-$(exe)} dump imports unknown known=scripts/windows-7-functions.txt
    [[ -f $exe ]] || die "there is no $exe" "build it first: scripts/windows.sh build"
    dump=$("${target%%-*}-w64-mingw32-objdump" --private-headers "$exe")
    imports=$(awk '/DLL Name:/ { library = tolower($3) } library && /^\t[0-9a-f]+\t *[0-9]+ +[A-Za-z_]/ { print library, $3 }' <<<"$dump" | LC_ALL=C sort -u)
    (($(wc -l <<<"$imports") > 100)) || die "objdump shows hardly any function of $exe: has its output changed?"
    unknown=$(LC_ALL=C comm -23 <(echo "$imports") <(grep -v '^#' "$known" | LC_ALL=C sort -u))
    if [[ -n $unknown ]]; then
        printf '%s\n' "$unknown" >&2
        die "these are not known to be in Windows 7 SP1, where the exe would not start if one is missing" \
            "look each up in Microsoft's documentation (minimum supported client); if it is there, add it to $known"
    fi
    echo "$(wc -l <<<"$imports") functions, all in Windows 7 SP1, of $(cut -d' ' -f1 <<<"$imports" | uniq | xargs)"
}

# Everything that Wine can show, each state in a Windows of its own: see tests/windows/main.rs.
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
check) cargo_windows check --lib --bins --tests "${@:2}" ;;
lint)
    # rustup's clippy has no standard library for this target, so it is Debian's. What is only a warning counts for our own
    # crate alone and so rebuilds nothing else.
    need "$clippy"
    RUSTC_WORKSPACE_WRAPPER=$clippy CARGO_BUILD_WARNINGS=deny cargo_windows check -Z warnings --lib --bins --tests "${@:2}"
    ;;
check-imports) check_imports "${@:2}" ;;
test)
    need "$rustc"
    fresh_windows
    # Not the examples in the documentation: rustdoc is rustup's and cannot read what Debian's compiler wrote.
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
