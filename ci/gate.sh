#!/usr/bin/env bash
# What the GitHub Action runs: its inputs, handed to `ecsquote budget gate`, whose exit code is the job's.
set -euo pipefail

arguments=(--budgets "${BUDGETS:-ecsquote-budgets.yml}" --key "${KEY:-default}")
[ -z "${BASE_REF:-}" ] || arguments+=(--base-ref "$BASE_REF")
[ -z "${REGION:-}" ] || arguments+=(--region "$REGION")
[ "${COMMENT:-true}" = true ] || arguments+=(--no-comment)

patterns=()
while IFS= read -r pattern; do
  [ -z "$pattern" ] || patterns+=("$pattern")
done <<<"${WORKLOADS:-}"

exec ecsquote budget gate "${arguments[@]}" -- "${patterns[@]}"
