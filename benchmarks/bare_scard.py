"""The same with pyscard's lowest layer, which is all that menkyo itself uses of pyscard."""

import sys

from smartcard import scard

_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
_, readers = scard.SCardListReaders(context, [])
_, card, _ = scard.SCardConnect(context, readers[0], scard.SCARD_SHARE_SHARED, scard.SCARD_PROTOCOL_T1)
for line in sys.stdin:
    _, answer = scard.SCardTransmit(card, scard.SCARD_PCI_T1, list(bytes.fromhex(line)))
    print(bytes(answer).hex())
scard.SCardDisconnect(card, scard.SCARD_UNPOWER_CARD)
scard.SCardReleaseContext(context)
