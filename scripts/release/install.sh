#!/usr/bin/env bash
# Installs /tmp/tlsready.deb, uses it, and removes it: scripts/release/test.sh runs this in a copy of the machine.
set -euxo pipefail
version=${1:?which version?}

dpkg --install /tmp/tlsready.deb
dpkg --verify tlsready
cd /tmp
[[ $(command -v tlsready) == /usr/bin/tlsready ]]
[[ $(tlsready --version) == "tlsready $version" ]]
tlsready check --lab >/tmp/lab || { cat /tmp/lab && exit 1; }
tlsready catalog >/tmp/catalog
dpkg --remove tlsready
[[ ! -e /usr/bin/tlsready ]]
