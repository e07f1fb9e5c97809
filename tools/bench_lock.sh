#!/usr/bin/env bash
# Write benchmarks/requirements*.txt: exact versions and hashes, naming no index, with the DuckDB of requirements/dev.txt.
# Usage: tools/bench_lock.sh BIN
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$1

compile() {
    UV_CUSTOM_COMPILE_COMMAND="make bench-lock" "$bin/uv" pip compile --quiet --no-config --universal \
        --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links "$@" >/dev/null
}

compile benchmarks/requirements.in --constraint <(grep -oE '^duckdb==[0-9.]+' requirements/dev.txt) \
    --no-annotate --output-file benchmarks/requirements.txt
compile benchmarks/requirements-dve.in --no-annotate --output-file benchmarks/requirements-dve.txt
