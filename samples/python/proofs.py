"""What has to be checked of a ledger's answer: RFC 9162, sections 2.1.3.2 and 2.1.4.2."""

from hashlib import sha256


def leaf_hash(index, key, value):
    """The hash of an entry: what was written, and where."""
    return sha256(b"\0" + index.to_bytes(8, "big") + len(key).to_bytes(8, "big") + key + value).digest()


def is_included(index, size, leaf, root, path):
    """Whether the leaf is entry `index` of the log of `size` entries that has this root."""
    return index < size and _climb(index, size - 1, leaf, path)[1] == root


def continues(old_size, old_root, size, root, path):
    """Whether the log of `size` entries begins with the one of `old_size` entries: nothing in it has changed or gone."""
    if old_size == size:
        return old_root == root and not path
    if old_size > size:
        return False
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    hashes = [old_root, *path] if at == 0 else list(path)
    return bool(hashes) and _climb(at, last, hashes[0], hashes[1:]) == (old_root, root)


def _climb(at, last, start, path):
    """From a node up: the root without anything to the right of the start, and the root with all of the path."""
    before = now = start
    for other in path:
        if last == 0 or len(other) != 32:
            return None, None
        if at & 1 or at == last:
            before, now = _node(other, before), _node(other, now)
            while at & 1 == 0 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            now = _node(now, other)
        at, last = at >> 1, last >> 1
    return (before, now) if last == 0 else (None, None)


def _node(left, right):
    return sha256(b"\1" + left + right).digest()
