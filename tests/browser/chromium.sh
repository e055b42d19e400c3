#!/bin/sh
# Prints the path of a Chromium: the system's, else installed by apt-get when root, else Playwright's own.
# Usage: chromium.sh BIN, where BIN is the folder of the project's python.
set -eu
bin=$1

found() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" >/dev/null 2>&1; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

if found; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq >&2 && apt-get install -y -qq chromium fonts-liberation >&2 && found && exit 0
fi
"$bin/playwright" install chromium >&2
"$bin/python" -c "from playwright.sync_api import sync_playwright as p
with p() as play:
    print(play.chromium.executable_path)"
