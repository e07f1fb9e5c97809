#!/usr/bin/env bash
# Write requirements/: exact versions and hashes for every platform and for Python 3.11 and later.
# The files name no index: whoever installs decides where from, and the hashes decide what.
# Usage: tools/lock.sh BIN [uv options, such as --upgrade]
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$1
shift

compile() {
    UV_CUSTOM_COMPILE_COMMAND="make lock" "$bin/uv" pip compile --quiet --no-config --universal \
        --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links "$@" >/dev/null
}

# base.txt is what a plain installation gets; it takes its versions from dev.txt, so that the two agree.
compile pyproject.toml --all-extras --group dev --output-file requirements/dev.txt "$@"
compile pyproject.toml --constraint requirements/dev.txt --output-file requirements/base.txt
