#!/usr/bin/env bash
# Makes the files of a release in dist/, on Debian 12, and tests them.
#
#   scripts/release.sh packages   print what to install (apt-get install --no-install-recommends …)
#   scripts/release.sh            make all files: linux, windows, and SHA256SUMS
#   scripts/release.sh linux      make only the .tar.gz and the .deb, with their SBOM
#   scripts/release.sh windows    make only the .zip for Windows 7, Server 2008 R2, and later, with its SBOM
#   scripts/release.sh test [linux|windows]
#                                 test what is in dist/: unpack, install, run
#   scripts/release.sh crates [TARGET]
#                                 print the crates that are linked into the program
#
# The archives contain the program, its documentation, an example of endpoints.toml, and the licenses of everything that is
# linked. An SBOM (software bill of materials) lists the same crates and the macros that they use, as CycloneDX JSON. The .deb
# is installed for the test in a copy of this machine that is discarded; the .zip runs under Wine.
#
# Times in the archives are that of the commit (or SOURCE_DATE_EPOCH), and the programs contain no paths of this machine, so
# that packing the same programs again gives the same bytes.
#
# Tools are installed from the crates registry, in the versions below; the test installs one package of PyPI.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

cargo_about_version=0.9.3
cargo_cyclonedx_version=0.5.9
cargo_deb_version=3.8.0
cyclonedx_lib_version=11.12.0

packages=(build-essential pkg-config libssl-dev ca-certificates dpkg-dev git man-db python3-venv unzip zip)
windows_target=x86_64-win7-windows-gnu
dist=dist
work=target/release-files

die() {
    printf 'release.sh: %s\n' "$@" >&2
    exit 1
}

say() {
    printf '==> %s\n' "$*" >&2
}

# install_tool CRATE VERSION [ARG…]: unoptimized, because the tools run for seconds here and optimizing them takes minutes.
install_tool() {
    cargo install --list | grep -xF "$1 v$2:" >/dev/null || cargo install "$1" --version "$2" --locked --debug --quiet "${@:3}"
}

# What both builds need to know.
prepare() {
    local home=${CARGO_HOME:-$HOME/.cargo}
    # A CARGO_TARGET_DIR of the caller is not used: cargo-deb and the tests look for files here.
    export CARGO_TARGET_DIR=$PWD/target/dist LC_ALL=C.UTF-8 TZ=UTC
    SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
    export SOURCE_DATE_EPOCH
    # Panic messages name source files. Without these flags they would name the folders of this machine.
    CARGO_ENCODED_RUSTFLAGS="--remap-path-prefix=$home/registry/src=/registry"$'\x1f'"--remap-path-prefix=$PWD=/tlsready"
    export CARGO_ENCODED_RUSTFLAGS
    mkdir -p "$dist"
    [[ -z $(git status --porcelain) ]] || say "warning: this worktree has changes that are not committed"
}

version() {
    cargo pkgid --locked | sed 's/.*[#@]//'
}

linux_target() {
    rustc --version --verbose | sed -n 's/^host: //p'
}

# The crates that are linked into the program for a target, one "name version" per line. Macros run only at build time.
linked_crates() {
    cargo tree --locked --target "$1" --edges normal,no-proc-macro --prefix none --format '{p}' |
        sed -n 's/^\([^ ]*\) v\([^ ]*\).*/\1 \2/p' | sort -u
}

# common TARGET FOLDER: what is in every archive except the program.
common() {
    local target=$1 folder=$2
    rm -rf "$folder"
    mkdir -p "$folder/docs" "$folder/benches" "$folder/third-party"
    # All that the README links to.
    cp README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md LICENSE-MIT LICENSE-APACHE endpoints.toml "$folder"
    cp docs/*.md "$folder/docs"
    cp benches/README.md "$folder/benches"
    say "license notices for $target"
    install_tool cargo-about "$cargo_about_version" --features cli
    # It reads the license files of all crates, also those of other systems, which building did not download.
    cargo fetch --locked --quiet
    cargo about generate --frozen --fail --target "$target" --config scripts/release/about.toml \
        --output-file "$folder/THIRD-PARTY-NOTICES.txt" scripts/release/notices.hbs
}

# sbom TARGET NAME: writes dist/NAME.cdx.json.
sbom() {
    say "SBOM for $1"
    install_tool cargo-cyclonedx "$cargo_cyclonedx_version"
    # It writes beside Cargo.toml, and has no option for another folder.
    cargo cyclonedx --quiet --format json --spec-version 1.5 --target "$1" --no-build-deps --override-filename "$2.cdx"
    # References to tlsready itself contain the folder that it was built in.
    sed "s|file://$PWD#|file:///tlsready#|" "$2.cdx.json" >"$dist/$2.cdx.json"
    rm "$2.cdx.json"
}

make_linux() {
    local target name folder root
    [[ $(uname -s) == Linux ]] || die "the .tar.gz and the .deb are made on Linux"
    target=$(linux_target)
    name=tlsready-$(version)-$target
    folder=$work/$name
    say "program for $target"
    cargo build --release --locked --bin tlsready
    common "$target" "$folder"
    cp "$CARGO_TARGET_DIR/release/tlsready" "$folder"
    # The standard library, which cargo does not know as a package. Only rustup's toolchain has this file.
    root=$(rustc --print sysroot)
    [[ -f $root/share/doc/rust/COPYRIGHT-library.html ]] || die "$root has no COPYRIGHT-library.html" "build with rustup's toolchain"
    cp "$root/share/doc/rust/COPYRIGHT-library.html" "$folder/third-party/rust-standard-library.html"
    man_pages "$folder/tlsready" "$folder/man"
    mkdir "$folder/completions"
    "$folder/tlsready" completions bash >"$folder/completions/tlsready.bash"
    "$folder/tlsready" completions zsh >"$folder/completions/_tlsready"
    "$folder/tlsready" completions fish >"$folder/completions/tlsready.fish"
    "$folder/tlsready" completions elvish >"$folder/completions/tlsready.elv"

    say "$name.tar.gz"
    find "$folder" -type d -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
    chmod 755 "$folder/tlsready"
    tar --create --directory "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
        --format=gnu "$name" | gzip --best --no-name >"$dist/$name.tar.gz"
    make_deb "$folder"
    sbom "$target" "$name"
}

# man_pages PROGRAM FOLDER
man_pages() {
    mkdir "$2"
    "$1" man --all "$2"
    # Pages such as that of "tlsready help check" say nothing.
    rm -f "$2"/tlsready-help-*.1
}

# make_deb FOLDER: the same files. Where they go is in Cargo.toml, [package.metadata.deb].
make_deb() {
    say "package for Debian"
    install_tool cargo-deb "$cargo_deb_version"
    rm -rf "$work/deb"
    cp -r "$1" "$work/deb"
    {
        printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: tlsready\n'
        printf 'Comment: The licenses of all packages that are linked into the program are in\n'
        printf ' THIRD-PARTY-NOTICES.txt and third-party/ beside this file.\n\n'
        printf 'Files: *\nCopyright: %s\n' "$(sed -n 's/^Copyright (c) //p' LICENSE-MIT)"
        printf 'License: MIT or Apache-2.0\n\nLicense: MIT\n'
        sed -e 's/^$/./' -e 's/^/ /' LICENSE-MIT
        printf '\nLicense: Apache-2.0\n On Debian, the text is in /usr/share/common-licenses/Apache-2.0.\n'
    } >"$work/deb/copyright"
    # dpkg-shlibdeps finds out which packages the program needs: there is no list to keep.
    cargo deb --no-build --no-strip --locked --quiet --output "$dist/"
}

make_windows() {
    local target=$windows_target name folder exe source
    name=tlsready-$(version)-$target
    folder=$work/$name
    say "program for $target"
    # Its target folder is its own, and CARGO_TARGET_DIR is not used.
    WINDOWS_TARGET=$target WINDOWS_PROFILE=release bash scripts/windows.sh build
    exe=$(WINDOWS_TARGET=$target WINDOWS_PROFILE=release bash scripts/windows.sh exe)
    common "$target" "$folder"
    cp "$exe" "$folder/tlsready.exe"
    # The standard library, and the runtime of mingw and gcc, as their Debian packages describe them.
    for source in rust-standard-library:rust-web-src mingw-w64-runtime:mingw-w64-x86-64-dev gcc-runtime:gcc-mingw-w64-base; do
        cp "/usr/share/doc/${source#*:}/copyright" "$folder/third-party/${source%%:*}.txt"
    done
    mkdir "$folder/completions"
    bash scripts/windows.sh smoke "$exe" completions powershell >"$folder/completions/tlsready.ps1"
    # Notepad of Windows 7 shows a file with the line ends of Linux as one line.
    find "$folder" -type f ! -name '*.exe' -exec sed -i 's/\r*$/\r/' {} +

    say "$name.zip"
    find "$folder" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
    rm -f "$dist/$name.zip"
    (cd "$work" && find "$name" | sort | zip --quiet -X -9 -@ "$OLDPWD/$dist/$name.zip")
    sbom "$target" "$name"
}

make_sums() {
    rm -f "$dist/SHA256SUMS"
    (cd "$dist" && sha256sum ./* | sed 's|  \./|  |') >"$work/SHA256SUMS"
    mv "$work/SHA256SUMS" "$dist"
    say "done"
    cat "$dist/SHA256SUMS"
}

case ${1:-all} in
packages)
    read -ra windows_packages < <(bash scripts/windows.sh packages)
    echo "${packages[*]} ${windows_packages[*]}"
    ;;
all)
    prepare
    rm -f "$dist"/*
    make_linux
    make_windows
    make_sums
    ;;
linux | windows)
    prepare
    "make_$1"
    make_sums
    ;;
crates) linked_crates "${2:-$(linux_target)}" ;;
test)
    prepare
    export dist cyclonedx_lib_version windows_target
    bash scripts/release/test.sh "${@:2}"
    ;;
*)
    sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 2
    ;;
esac
