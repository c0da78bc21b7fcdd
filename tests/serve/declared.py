# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether an answer is one that the service's own OpenAPI document declares.

The part of JSON Schema 2020-12 that the document uses; a word that is not known here is a fault, so
that none is passed over.
"""
import json
import re

WORDS = {"$ref", "title", "description", "type", "enum", "anyOf", "properties", "required",
         "additionalProperties", "items", "minimum", "maximum", "minLength", "maxLength",
         "minItems", "maxItems", "format", "default", "writeOnly", "contentEncoding",
         "contentMediaType", "examples", "pattern"}
TYPES = {"string": str, "object": dict, "array": list, "boolean": bool, "null": type(None)}


def is_of(value, name):
    if name == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


class Document:
    def __init__(self, text):
        self.all = json.loads(text)
        self.routes = []
        for path, operations in self.all["paths"].items():
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))
            self.routes.append((re.compile(pattern + r"\Z"), path, operations))
        self.routes.sort(key=lambda route: "{" in route[1])

    def resolve(self, schema):
        while "$ref" in schema:
            at = self.all
            for part in schema["$ref"][2:].split("/"):
                at = at[part]
            schema = at
        return schema

    def faults(self, schema, value, where=""):
        """Sentences; none: the value has the schema."""
        schema = self.resolve(schema)
        strange = set(schema) - WORDS
        if strange:
            return [f"{where}: words that are not known: {strange}"]
        if "anyOf" in schema:
            tried = [self.faults(one, value, where) for one in schema["anyOf"]]
            return [] if [] in tried else [fault for one in tried for fault in one]
        types = schema.get("type", [])
        types = [types] if isinstance(types, str) else types
        if types and not any(is_of(value, name) for name in types):
            return [f"{where}: {value!r:.80} is not of {types}"]
        if "enum" in schema and value not in schema["enum"]:
            return [f"{where}: {value!r:.80} is none of {schema['enum']}"]
        return self.bounds(schema, value, where) + self.inside(schema, value, where)

    def bounds(self, schema, value, where):
        told = []
        size = len(value) if isinstance(value, (str, list)) else None
        unit = "Items" if isinstance(value, list) else "Length"
        if size is not None and not (schema.get("min" + unit, 0) <= size <=
                                     schema.get("max" + unit, size)):
            told.append(f"{where}: {size} long")
        if is_of(value, "number") and not (schema.get("minimum", value) <= value <=
                                           schema.get("maximum", value)):
            told.append(f"{where}: {value} is out of bounds")
        return told

    def inside(self, schema, value, where):
        told = []
        if isinstance(value, dict):
            members = schema.get("properties", {})
            told += [f"{where}: no {name}" for name in schema.get("required", [])
                     if name not in value]
            for name, one in value.items():
                if name in members:
                    told += self.faults(members[name], one, f"{where}.{name}")
                elif schema.get("additionalProperties", True) is False:
                    told.append(f"{where}: {name} is not declared")
        if isinstance(value, list) and "items" in schema:
            for i, one in enumerate(value):
                told += self.faults(schema["items"], one, f"{where}.{i}")
        return told

    def operation(self, method, path):
        """(template, operation), with None for what is not there."""
        for pattern, template, operations in self.routes:
            if pattern.match(path) and method.lower() in operations:
                return template, operations[method.lower()]
        return next((template for pattern, template, _ in self.routes if pattern.match(path)),
                    None), None

    def answer_faults(self, method, path, status, headers, body):
        """What is not declared in an answer to METHOD path (without a query)."""
        template, operation = self.operation(method, path)
        if method == "OPTIONS": # asked before another request; not of the interface
            return []
        where = f"{method} {template or path} {status}"
        declared = (operation or {}).get("responses", {}).get(str(status))
        if not operation: # those that every server has to give
            declared = {"content": {"application/json": {"schema": {
                "$ref": "#/components/schemas/ApiErrorEnvelope"}}}} if status in (
                    204, 307, 400, 401, 404, 405, 413, 429, 431, 501) else None
        if declared is None:
            return [f"{where}: is not declared"]
        media = (headers.get("Content-Type") or "").split(";")[0].strip()
        content = declared.get("content", {})
        if not body or method == "HEAD":
            return []
        if media not in content and "application/octet-stream" not in content:
            return [f"{where}: {media!r} is not declared"]
        if media != "application/json":
            return []
        try:
            value = json.loads(body)
        except ValueError:
            return [f"{where}: what is told to be JSON is none"]
        return self.faults(content[media].get("schema", {}) if media in content else {}, value,
                           where)
