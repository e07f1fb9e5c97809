#!/usr/bin/env bash
# Run the tests with the oldest versions of the dependencies that pyproject.toml allows.
# Usage: tools/test_lowest.sh BIN
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$PWD/$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$bin/uv" pip compile --quiet --python "$bin/python" --all-extras --resolution lowest-direct pyproject.toml \
    --output-file "$work/lowest.txt" >/dev/null
"$bin/python" -m venv "$work/venv"
"$bin/uv" pip install --quiet --python "$work/venv/bin/python" -r "$work/lowest.txt" \
    hatchling hypothesis import-linter pytest pytest-xdist
"$bin/uv" pip install --quiet --python "$work/venv/bin/python" --no-deps --no-build-isolation --editable .
"$work/venv/bin/python" -m pytest -n 2 -q
