#!/usr/bin/env python3
"""One connection over TLS, and what came of it: "served" or "refused CODE".

    connect.py HOST:PORT --roots FILE [--certificate FILE --key FILE]
"""

import argparse
import sys

import grpc

from immu import Immu, add_tls_options, tls_credentials


def main():
    parser = argparse.ArgumentParser(description="Connects to a host over TLS and tells what came of it.")
    parser.add_argument("address", metavar="HOST:PORT")
    add_tls_options(parser)
    options = parser.parse_args()
    immu = Immu(options.address, tls_credentials(options))
    try:
        immu.login(b"immudb", b"immudb")
        _, verified = immu.safe_set(b"from python", b"over TLS")
        value, _ = immu.get(b"from python")
        if not verified or value != b"over TLS":
            raise ValueError(f"verified {verified}, read {value}")
        print("served")
    except grpc.RpcError as error:
        print("refused", error.code().name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
