"""How Sphinx builds the documentation: offline, and a warning is an error (`make docs`)."""

import sys
from pathlib import Path

from menkyo import __version__

# The pages that are made from the program: see docs/_ext/generate.py.
sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "menkyo"
author = "The menkyo authors"
project_copyright = "The menkyo authors"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "generate", "type_names"]
exclude_patterns = ["_ext", "_static"]

myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3
# Two hyphens begin an option here, and are no dash.
smartquotes = False

autoclass_content = "class"
autodoc_class_signature = "separated"
autodoc_default_options = {
    "members": True,
    "imported-members": True,
    "member-order": "bysource",
    "undoc-members": True,
    "exclude-members": "__init__, __new__",
}
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 100
# Docstrings write every name of code in single backquotes; those that are documented become links.
default_role = "py:obj"

html_theme = "furo"
html_title = f"menkyo {__version__}"
html_static_path = ["_static"]
html_css_files = ["menkyo.css"]
html_copy_source = False
html_show_sphinx = False
