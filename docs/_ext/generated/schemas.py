"""The JSON schemas that the package ships, each with a table of its fields and the file itself."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from generated.markdown import code, plain, table

__all__ = ["schemas"]


def schemas() -> str:
    """One section for each schema."""
    folder = files("menkyo.output") / "schemas"
    parts: list[str] = []
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".json"):
            continue
        schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        path = f"../../src/menkyo/output/schemas/{file.name}"
        parts.append(
            f"## {schema.get('title', file.name)}\n\n{plain(schema.get('description', ''))}\n\n"
            f"{table(('Field', 'Type', 'Meaning'), _rows(schema, schema, ''))}\n"
            f"{{download}}`{file.name} <{path}>` is the schema as a file.\n\n"
            f"<details><summary>{file.name}</summary>\n\n"
            f"```{{literalinclude}} {path}\n:language: json\n```\n\n</details>\n"
        )
    return "\n".join(parts)


def _rows(schema: dict[str, Any], root: dict[str, Any], path: str) -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    for name, given in schema.get("properties", {}).items():
        value, optional = _resolve(given, root)
        full = f"{path}{name}"
        kind = _kind(value, optional=optional)
        if value.get("type") == "array":
            kind += f" of {_kind(_resolve(value.get('items', {}), root)[0], optional=False)}"
        rows.append((code(full), kind, plain(value.get("description", ""))))
        if value.get("type") == "array":
            item, _ = _resolve(value.get("items", {}), root)
            rows += _rows(item, root, f"{full}[].")
        else:
            rows += _rows(value, root, f"{full}.")
    return rows


def _resolve(value: dict[str, Any], root: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Follow references, and tell whether the value may be null."""
    optional = False
    while True:
        if "$ref" in value:
            target: Any = root
            for step in value["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            value = {**target, **{key: each for key, each in value.items() if key != "$ref"}}
            continue
        choices = value.get("anyOf") or value.get("oneOf")
        if choices:
            others = [choice for choice in choices if choice.get("type") != "null"]
            optional = optional or len(others) < len(choices)
            if len(others) == 1:
                value = {**others[0], **{key: each for key, each in value.items() if key not in ("anyOf", "oneOf")}}
                continue
        return value, optional


def _kind(value: dict[str, Any], *, optional: bool) -> str:
    kinds = value.get("type", "")
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    if "enum" in value:
        words = ", ".join(code(json.dumps(each, ensure_ascii=False)) for each in value["enum"])
    elif "const" in value:
        words = code(json.dumps(value["const"], ensure_ascii=False))
    else:
        words = " or ".join(name for name in names if name) or "any"
        if "format" in value:
            words += f" ({value['format']})"
    return words + (" or null" if optional and "null" not in words else "")
