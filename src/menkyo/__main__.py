"""``python -m menkyo`` is the command ``menkyo``."""

from menkyo.cli.main import main

if __name__ == "__main__":
    main()
