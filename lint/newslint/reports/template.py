"""The templates of the HTML reports: what is put into them is escaped, nothing is loaded."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


def template(name: str) -> Template:
    """Return a template of this package; it may include the others."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("newslint", "reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["csp_hash"] = _csp_hash
    environment.filters["thousands"] = "{:,}".format
    return environment.get_template(name)


def storable(html: str) -> str:
    """Return a text that UTF-8 can hold: lone surrogates, as in file names, are spelt out."""
    return html.encode("utf-8", "backslashreplace").decode("utf-8")


def _csp_hash(inline: str) -> str:
    """Return the source expression that lets a content-security policy admit an inline text."""
    return "sha256-" + b64encode(sha256(inline.encode("utf-8")).digest()).decode("ascii")
