"""What the Python client checks: leaf, inclusion and consistency, from the specification."""

import hashlib


def u64(number):
    return number.to_bytes(8, "big")


def leaf_hash(index, key, value):
    return hashlib.sha256(b"\0" + u64(index) + u64(len(key)) + key + value).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def inclusion_holds(index, at, leaf, root, path):
    """True if `leaf` is entry `index` of the tree whose last leaf is `at`."""
    if index > at or (at > 0 and not path):
        return False
    digest = leaf
    for sibling in path:
        if index % 2 == 0 and index != at:
            digest = node_hash(digest, sibling)
        else:
            digest = node_hash(sibling, digest)
        index //= 2
        at //= 2
    return index == at and digest == root


def consistency_holds(first, first_root, second, second_root, path):
    """True if the tree that ends in leaf `first` is a prefix of the one that ends in leaf `second`."""
    if first == second:
        return not path and first_root == second_root
    if first > second or not path:
        return False
    size = first + 1
    hashes = ([first_root] if size & (size - 1) == 0 else []) + list(path)
    while first % 2 == 1:
        first, second = first // 2, second // 2
    old = new = hashes[0]
    for digest in hashes[1:]:
        if second == 0:
            return False
        if first % 2 == 1 or first == second:
            old, new = node_hash(digest, old), node_hash(digest, new)
            while first % 2 == 0 and first != 0:
                first, second = first // 2, second // 2
        else:
            new = node_hash(new, digest)
        first, second = first // 2, second // 2
    return old == first_root and new == second_root and second == 0


def proof_holds(proof, leaf, trusted_index, trusted_root):
    """The whole check of a safe call. Like immudb-py, a trusted index of 0 skips the consistency part."""
    if proof.leaf != leaf or not inclusion_holds(proof.index, proof.at, leaf, proof.root, proof.inclusionPath):
        return False
    if trusted_index == 0 or not trusted_root:
        return True
    return consistency_holds(trusted_index, trusted_root, proof.at, proof.root, proof.consistencyPath)
