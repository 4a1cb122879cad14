# What has to be checked of a ledger's answer, with sha256sum: RFC 9162, sections 2.1.3.2 and 2.1.4.2. Bytes are in hex; a log has less than 2^63 entries.

unhex() { printf %b "$(sed 's/../\\x&/g' <<<"$1")"; }
sha256() { unhex "$1" | sha256sum | cut -d' ' -f1; }
u64() { printf %016x "$1"; }
node() { sha256 "01$1$2"; }

# INDEX KEY VALUE: the hash of an entry, that is of what was written and where.
leaf_hash() { sha256 "00$(u64 "$1")$(u64 $((${#2} / 2)))$2$3"; }

# INDEX SIZE LEAF ROOT PATH…: whether the leaf is entry INDEX of the log of SIZE entries that has this root.
is_included() {
  local index=$1 size=$2 leaf=$3 root=$4
  ((index < size)) && climb "$index" $((size - 1)) "$leaf" "${@:5}" && [[ $now == "$root" ]]
}

# OLD_SIZE OLD_ROOT SIZE ROOT PATH…: whether the log of SIZE entries begins with the one of OLD_SIZE: nothing in it has changed or gone.
continues() {
  local at=$(($1 - 1)) last=$(($3 - 1)) size=$1 old_root=$2 new_size=$3 root=$4
  shift 4
  if ((size == new_size)); then [[ $old_root == "$root" && $# -eq 0 ]]; return; fi
  ((size < new_size)) || return
  while ((at & 1)); do ((at >>= 1, last >>= 1, 1)); done
  if ((at == 0)); then set -- "$old_root" "$@"; fi
  (($# > 0)) && climb "$at" "$last" "$@" && [[ $before == "$old_root" && $now == "$root" ]]
}

# From a node up to the root; `before` is the root of the tree that had nothing to the right of where the climb began.
climb() {
  local at=$1 last=$2 hash
  before=$3 now=$3
  for hash in "${@:4}"; do
    ((last > 0)) || return 1
    if ((at & 1 || at == last)); then
      before=$(node "$hash" "$before") now=$(node "$hash" "$now")
      while ((at != 0 && !(at & 1))); do ((at >>= 1, last >>= 1, 1)); done
    else
      now=$(node "$now" "$hash")
    fi
    ((at >>= 1, last >>= 1, 1))
  done
  ((last == 0))
}

# SIZE ROOT: the bytes that a signature of the root covers: protobuf, the last index unless it is 0, then the root.
root_message() {
  local last=$(($1 - 1)) message=
  if ((last > 0)); then
    message=08
    for (( ; last > 127; last >>= 7)); do message+=$(printf %02x $((last & 127 | 128))); done
    message+=$(printf %02x "$last")
  fi
  unhex "${message}1220$2"
}
