#!/usr/bin/env bash
# Builds the function app and packs it into a zip that an Azure Functions app runs from.
# Usage: infra/publish.sh [ZIP]   (artifacts/function-app.zip unless given)
# Needs the .NET SDK of global.json and python3; Linux on x64, for which it publishes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

zip=$(realpath --canonicalize-missing "${1:-artifacts/function-app.zip}")
runtime=linux-x64
# Away from bin/ and obj/: a build of the sources may be under way.
work=artifacts/publish
app=$work/app

# One at a time: a second run would pack what the first is writing.
mkdir -p "$work"
exec 9>"$work/lock"
flock 9
rm -rf "$app"
dotnet publish functions --configuration Release --runtime "$runtime" --self-contained \
  --artifacts-path "$work" --output "$app" --nologo --verbosity quiet

mkdir -p "$(dirname "$zip")"
python3 infra/pack.py "$app" "$zip"
