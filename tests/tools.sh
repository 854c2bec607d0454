#!/bin/sh
# Bring the tools that some tests look with: LibreOffice, Chromium, and three npm packages. Each is left alone where it is
# there already; where one cannot be had, the tests that need it are skipped and say so (in CI they fail instead).
cd "$(dirname "$0")" || exit 1

have() { command -v "$1" >/dev/null 2>&1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

packages=
have soffice || have libreoffice || packages="$packages libreoffice-impress"
have chromium || have chromium-browser || have google-chrome || packages="$packages chromium"
have fc-list && fc-list 2>/dev/null | grep -qi liberation || packages="$packages fonts-liberation"
have fc-list && fc-list 2>/dev/null | grep -qi carlito || packages="$packages fonts-crosextra-carlito"
have npm || { [ -n "$CI" ] && packages="$packages npm"; }

if [ -n "$packages" ] && have apt-get; then
    echo "Installing test tools:$packages"
    if ! { as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends $packages; } >/tmp/plainspoken-tools.log 2>&1; then
        echo "Some could not be installed (see /tmp/plainspoken-tools.log); the tests that need them are skipped"
    fi
elif [ -n "$packages" ]; then
    echo "Not here, and no apt-get to bring them:$packages; the tests that need them are skipped"
fi

if have npm && { [ ! -e node_modules/.plainspoken ] || [ package.json -nt node_modules/.plainspoken ]; }; then
    echo "Installing the Open XML validator, axe-core and the CommonMark specification"
    if npm install --no-package-lock --no-audit --no-fund --loglevel=error >/dev/null; then
        touch node_modules/.plainspoken
    else
        echo "npm could not install them; the tests that need them are skipped"
    fi
fi
exit 0
