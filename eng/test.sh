#!/usr/bin/env bash
# The test command, called by `./sweep test`: builds, checks the format, runs the unit tests side by side, and then the integration tests (those
# that start a process, a browser, a silo or a server) one project after another, so that no two of them compete for the machine.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
results="$here/artifacts/test-results"
configuration=Release
# A test that hangs is ended and named, instead of taking all that follows it along. No wait of a test is longer than two minutes.
hang=(--blame-hang-timeout 15m --blame-hang-dump-type none)
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

usage() {
  cat <<'TEXT'
Usage: ./sweep test [--unit] [--filter EXPRESSION] [PROJECT ...]
  --unit               only the unit tests: everything that starts no process
  --filter EXPRESSION  only tests that `dotnet test --filter` would take, such as FullyQualifiedName~Leaderboard
  PROJECT              only these test projects, such as Storage.Tests
TEXT
}

fail() { # MESSAGE: nothing was counted
  echo "sweep test: $1" >&2
  echo "0 passed, 0 failed, 0 skipped"
  exit 1
}

unit_only="" filter="" chosen=()
while [ $# -gt 0 ]; do
  case $1 in
    --unit) unit_only=1 ;;
    --filter) filter=${2:-}; [ -n "$filter" ] || { echo "sweep test: --filter needs an expression." >&2; usage >&2; exit 2; }; shift ;;
    -h|--help) usage; exit 0 ;;
    -*) echo "sweep test: unknown option '$1'." >&2; usage >&2; exit 2 ;;
    *) [ -f "$here/tests/$1/$1.csproj" ] || { echo "sweep test: there is no project 'tests/$1'." >&2; usage >&2; exit 2; }; chosen+=("$1") ;;
  esac
  shift
done

cd "$here"
if [ ${#chosen[@]} -eq 0 ]; then
  for project in tests/*.Tests/; do chosen+=("$(basename "$project")"); done
fi
rm -rf "$results"
mkdir -p "$results"
report="$results/report.txt"
: > "$report"
code=0

program() { echo "tests/$1/bin/$configuration/net10.0/SweepCluster.$1.dll"; }

# run NAME CATEGORY PROJECT...: one call of the test platform; notes how long it took. Its trx files are counted in the end.
run() {
  local name=$1 category=$2 began=$SECONDS project programs=() status=0
  shift 2
  for project in "$@"; do programs+=("$(program "$project")"); done
  dotnet test "${programs[@]}" --filter "$category${filter:+&($filter)}" "${hang[@]}" --results-directory "$results" --logger trx \
    --logger "console;verbosity=minimal" -- RunConfiguration.MaxCpuCount="$cores" > "$results/console.log" 2>&1 || status=$?
  # A project without a test of this kind says so at length, and isn't listed; the summary lists skipped tests with their reasons.
  grep -vE '^(\[xUnit\.net|  Skipped |Test run for|VSTest version|Starting test execution|A total of|Copyright|Microsoft \(R\)|Results File:|No test matches|Additionally, path|Attachments:|Data collector|$)' "$results/console.log" || true
  [ "$status" -eq 0 ] || code=1
  if grep -qE '^(Passed|Failed|Skipped)!' "$results/console.log" || [ "$status" -ne 0 ]; then
    printf '%6d s  %s\n' "$((SECONDS - began))" "$name" | tee -a "$report"
  fi
}

echo "== build"
dotnet build SweepCluster.sln -c $configuration -v q || fail "the build failed."
echo "== format"
# Whitespace only: the build checks style and analyzers, and loading the whole solution once more would take minutes.
dotnet format whitespace . --folder --verify-no-changes --exclude "**/bin/**" "**/obj/**" "**/node_modules/**" ||
  fail "the format check failed; \`dotnet format whitespace . --folder\` fixes it."

echo "== unit tests: ${#chosen[@]} projects"
run "unit tests" "Category!=Integration" "${chosen[@]}"

if [ -z "$unit_only" ]; then
  for project in "${chosen[@]}"; do
    echo "== integration tests: $project"
    run "$project" "Category=Integration" "$project"
  done
fi

printf '\nDurations:\n'
cat "$report"
find "$results" -name '*.trx' -exec cat {} + | awk -v code="$code" -f "$here/eng/test-summary.awk"
