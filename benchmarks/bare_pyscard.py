"""The script that people write first: pyscard's objects, no check of any answer. Commands come in hex, a line each."""

import sys

from smartcard.System import readers

connection = readers()[0].createConnection()
connection.connect()
for line in sys.stdin:
    data, sw1, sw2 = connection.transmit(list(bytes.fromhex(line)))
    print(bytes([*data, sw1, sw2]).hex())
connection.disconnect()
