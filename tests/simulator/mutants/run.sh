#!/bin/sh
# Puts one mistake after the other into a copy of the sources, and tells how many seeds it takes until the simulator notices.
# usage: run.sh [seeds] [patch…]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
seeds=${1:-2000}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- "$here"/*.patch
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

missed=0
for patch in "$@"; do
  name=$(basename "$patch" .patch)
  rm -rf "$work/copy"
  mkdir -p "$work/copy/tests"
  (cd "$root" && tar -c --exclude bin --exclude obj -f - core ledger tests/simulator Directory.Build.props Directory.Packages.props global.json .editorconfig) | tar -x -C "$work/copy" -f -
  (cd "$work/copy" && git apply --unsafe-paths --directory="$work/copy" "$patch" 2>/dev/null) || (cd "$work/copy" && patch -s -p1 <"$patch")
  dotnet build "$work/copy/tests/simulator" -c Release -v q -p:TreatWarningsAsErrors=false -p:EnforceCodeStyleInBuild=false >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
  dotnet "$work/copy/tests/simulator/bin/Release/net10.0/ImmuFunctions.Simulator.dll" run --seeds "1-$seeds" --first >"$work/out" || true
  count=$(sed -n 's/^  seeds: //p' "$work/out")
  said=$(sed -n 's/^seed \([0-9]*\) VIOLATION /\1: /p' "$work/out" | cut -c1-220 | head -n 1)
  if [ -n "$said" ]; then
    echo "$name: caught after $count seeds; seed $said"
  else
    echo "$name: NOT caught in $count seeds"
    missed=1
  fi
done
exit $missed
