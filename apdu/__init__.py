"""ISO/IEC 7816-4 cards: commands, responses, status words, TLV, sessions and card applications."""
