"""Errors of the record layer.

A bad field is a `Problem` of the record and never an exception. The tree is for bytes that cannot be a record at all:

    RecordError                 bytes that cannot be understood as the file that they should be (also ValueError)
    └── UndecodableFileError    not one object of the file's table was found; .file
"""


class RecordError(ValueError):
    """Bytes that cannot be understood as the file that they should be.

    `is_saved` says that they came out of a saved reading, and not from a card that is here now.
    """

    is_saved = False


class UndecodableFileError(RecordError):
    """A file that is neither empty nor padding, and holds not one object of its table.

    `file` is the file's name in the specification, such as "WEF02".
    """

    def __init__(self, file: str) -> None:
        super().__init__(f"{file} cannot be decoded: it holds no object that belongs to it.")
        self.file = file
