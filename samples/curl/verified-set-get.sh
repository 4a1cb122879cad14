#!/usr/bin/env bash
# Writes an entry and reads it over REST, believing nothing that the ledger does not prove. Needs curl, coreutils, grep, sed; openssl if roots are to be signed.
#
#   verified-set-get.sh [http://HOST:PORT] [public key, PEM: roots must be signed by it]
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/proofs.sh"

api=${1:-http://127.0.0.1:3323}/v1/immurestproxy pinned=${2:-}
ask() { curl -sSf -H "Authorization: ${token:-}" "$@"; }
die() { echo "error: $*" >&2; exit 1; }

# From an answer on one line: a number or text, and the hashes of a list in hex. What is zero or empty is left out of answers.
field() { grep -o "\"$1\":\"\?[^\",}]*" <<<"$2" | head -1 | sed 's/^"[^"]*":"\?//' || true; }
hashes() { grep -o "\"$1\":\[[^]]*\]" <<<"$2" | grep -o '[A-Za-z0-9+/]\{43\}=' | while read -r hash; do echo "$(hex "$hash")"; done || true; }
hex() { base64 -d <<<"$1" | od -An -v -tx1 | tr -d ' \n'; }

token=$(field token "$(ask "$api/login" -d '{"user":"aW1tdWRi","password":"aW1tdWRi"}')")

# The newest root seen is all there is to remember: with it, no later answer can deny what was there. Without one, the first is believed.
memory=trusted-root
if [[ -f $memory ]]; then
  read -r size root <"$memory"
else
  first=$(ask "$api/root")
  root=$(hex "$(field root "$first")")
  size=$((${#root} ? $(field index "$first") + 1 : 0))
fi

key=$(printf greeting | base64) value=$(printf 'hello from curl' | base64)
index=$(field index "$(ask "$api/batch/set" -d "{\"KVs\":[{\"key\":\"$key\",\"value\":\"$value\"}]}")")
index=${index:-0}
((index >= size)) || die 'the entry was there before it was written'

# The leaf is made of what was written; of the answer only the proof is taken.
answer=$(ask "$api/item/safe/index/$index?rootIndex.index=$((size ? size - 1 : 0))")
leaf=$(leaf_hash "$index" "$(hex "$key")" "$(hex "$value")")
new_root=$(hex "$(field root "$answer")")
at=$(field at "$answer")
new_size=$((${at:-0} + 1))
mapfile -t inclusion < <(hashes inclusionPath "$answer")
mapfile -t consistency < <(hashes consistencyPath "$answer")

is_included "$index" "$new_size" "$leaf" "$new_root" "${inclusion[@]}" || die "entry $index is not in the ledger"
((size == 0)) || continues "$size" "$root" "$new_size" "$new_root" "${consistency[@]}" || die 'the ledger is not the one seen before'

if [[ -n $pinned ]]; then
  signed=$(ask "$api/root")
  [[ $(field index "$signed") == "$at" ]] || die 'others write at the same time: try again'
  unhex "$(hex "$(field signature "${signed#*\"signature\":}")")" >"$memory.signature"
  root_message "$new_size" "$new_root" | openssl dgst -sha256 -verify "$pinned" -signature "$memory.signature" >/dev/null || die 'the root is not signed by the key'
  echo "the root is signed by $pinned"
fi

echo "$new_size $new_root" >"$memory"
echo "entry $index, $(base64 -d <<<"$key") = $(base64 -d <<<"$value"), is in the log of $new_size entries"
