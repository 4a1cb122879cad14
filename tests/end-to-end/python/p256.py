"""ECDSA over P-256 with SHA-256, verification only: Python's standard library has none. Source: FIPS 186-5, SEC 1."""

import hashlib

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
A = P - 3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def signature_holds(data, der, point):
    """True if `der` signs `data` with the key at the uncompressed 65-byte `point`."""
    if len(point) != 65 or point[0] != 4:
        return False
    key = int.from_bytes(point[1:33], "big"), int.from_bytes(point[33:], "big")
    if (key[1] ** 2 - (key[0] ** 3 + A * key[0] + B)) % P != 0:
        return False
    r, s = _read_der(der)
    if not (0 < r < N and 0 < s < N):
        return False
    digest = int.from_bytes(hashlib.sha256(data).digest(), "big")
    inverse = pow(s, -1, N)
    total = _add(_multiply(digest * inverse % N, G), _multiply(r * inverse % N, key))
    return total is not None and total[0] % N == r


def _read_der(der):
    """Two zeros if it is not SEQUENCE { INTEGER, INTEGER } of positive numbers in their only form."""
    if not 8 <= len(der) < 130 or der[0] != 0x30 or der[1] != len(der) - 2:
        return 0, 0
    numbers, at = [], 2
    while at + 2 < len(der):
        length = der[at + 1]
        content = der[at + 2 : at + 2 + length]
        if der[at] != 2 or not content or len(content) != length:
            return 0, 0
        if content[0] & 0x80 or (length > 1 and content[0] == 0 and not content[1] & 0x80):
            return 0, 0
        numbers.append(int.from_bytes(content, "big"))
        at += 2 + length
    if at != len(der):
        return 0, 0
    return tuple(numbers) if len(numbers) == 2 else (0, 0)


def _add(left, right):
    if left is None or right is None:
        return left or right
    if left[0] == right[0]:
        if (left[1] + right[1]) % P == 0:
            return None
        slope = (3 * left[0] ** 2 + A) * pow(2 * left[1], -1, P) % P
    else:
        slope = (right[1] - left[1]) * pow(right[0] - left[0], -1, P) % P
    x = (slope**2 - left[0] - right[0]) % P
    return x, (slope * (left[0] - x) - left[1]) % P


def _multiply(factor, point):
    result = None
    while factor:
        if factor & 1:
            result = _add(result, point)
        point = _add(point, point)
        factor >>= 1
    return result
