# SPDX-License-Identifier: EUPL-1.2
"""api/openapi.yaml read, and replies held against it.

The file keeps to so little of YAML that this reads all of it: maps by indentation, and whatever stands on a line, or
after "- ", in JSON.
"""
import json
import re

LINE = re.compile(r'^( *)(?:- (.*)|("[^"]*"|[^:"#][^:]*):(?: (.*))?)$')


def read(text):
    """The specification as maps and lists."""
    top = {}
    stack = [(-1, top, None, None)]  # indentation, what stands there, in what, under which key
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#") or not line.strip():
            continue
        match = LINE.match(line)
        if match is None:
            raise ValueError(f"line {number} is more YAML than is read here: {line}")
        indent, item, key, value = len(match[1]), match[2], match[3], match[4]
        while stack[-1][0] >= indent:
            stack.pop()
        _, place, holder, name = stack[-1]
        if item is not None:
            if place == {}:
                place = holder[name] = []
                stack[-1] = (stack[-1][0], place, holder, name)
            place.append(json.loads(item))
            continue
        key = key.strip('"')
        if key in place:
            raise ValueError(f"line {number}: {key} twice")
        place[key] = {} if value is None else json.loads(value)
        if value is None:
            stack.append((indent, place[key], place, key))
    return top


TYPES = {
    "string": lambda x: isinstance(x, str),
    "number": lambda x: isinstance(x, (int, float)) and not isinstance(x, bool),
    "integer": lambda x: isinstance(x, int) and not isinstance(x, bool) or isinstance(x, float) and x == int(x),
    "boolean": lambda x: isinstance(x, bool),
    "null": lambda x: x is None,
    "array": lambda x: isinstance(x, list),
    "object": lambda x: isinstance(x, dict),
}
KNOWN = {"type", "enum", "oneOf", "anyOf", "items", "properties", "required", "additionalProperties", "format", "description",
         "minLength", "maxLength", "minimum", "maximum", "maxItems", "contentMediaType", "$ref"}


class Specification:
    def __init__(self, text):
        self.top = read(text)
        self.schemas = self.top["components"]["schemas"]
        self.routes = {}  # operationId → (method, path, what stands there)
        for path, methods in self.top["paths"].items():
            for method, route in methods.items():
                self.routes[route["operationId"]] = (method.upper(), path, route)

    def resolve(self, schema):
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def wrong(self, schema, value, where="$"):
        """What is wrong with a value, or None."""
        schema = self.resolve(schema)
        strange = set(schema) - KNOWN
        if strange:
            return f"{where}: the schema has {strange}, which is not checked"
        if "oneOf" in schema:
            found = [self.wrong(each, value, where) for each in schema["oneOf"]]
            if found.count(None) != 1:
                return f"{where}: is {found.count(None)} of oneOf: {[each for each in found if each]}"
            return None
        if "type" in schema and not TYPES[schema["type"]](value):
            return f"{where}: {str(value)[:80]!r} is no {schema['type']}"
        if "enum" in schema and value not in schema["enum"]:
            return f"{where}: {value!r} is not among {schema['enum'][:20]}"
        if schema.get("format") == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return f"{where}: {value!r} is no date"
        if isinstance(value, list):
            for index, each in enumerate(value):
                found = self.wrong(schema.get("items", {}), each, f"{where}[{index}]")
                if found:
                    return found
        if isinstance(value, dict):
            return self.wrong_object(schema, value, where)
        return None

    def wrong_object(self, schema, value, where):
        properties = schema.get("properties", {})
        missing = [name for name in schema.get("required", []) if name not in value]
        if missing:
            return f"{where}: {missing} missing"
        for name, each in value.items():
            if name in properties:
                found = self.wrong(properties[name], each, f"{where}.{name}")
            elif isinstance(schema.get("additionalProperties"), dict):
                found = self.wrong(schema["additionalProperties"], each, f"{where}.{name}")
            elif properties:  # what is declared is all there is
                found = f"{where}: {name} is not declared"
            else:
                found = None
            if found:
                return found
        return None

    def route_of(self, method, path):
        """The route that a path without its query is of: one without parameters before one with them."""
        found = None
        for route, (its, template, _) in self.routes.items():
            pattern = re.sub(r"\\\{[a-z]+\\\}", "[^/]+", re.escape(template))
            if route == "table":
                pattern = pattern.replace("[^/]+", ".+")
            if its == method and re.fullmatch(pattern, path) and (found is None or "{" not in template):
                found = route
        return found

    def wrong_reply(self, method, path, status, kind, body):
        """What is wrong with a reply, or None."""
        route = self.route_of("GET" if method == "HEAD" else method, path)
        kind = (kind or "").split(";")[0]
        if status >= 400:
            if kind != "application/problem+json":
                return f"{status} of type {kind}"
            return self.wrong(self.schemas["problem"], json.loads(body))
        if route is None:
            return "the specification has no such route"
        if status == 304 or method == "HEAD":
            return None
        responses = self.routes[route][2]["responses"]
        if str(status) not in responses:
            return f"{status} is not declared of {route}"
        content = responses[str(status)].get("content", {})
        if not content and not body:
            return None
        if kind not in content:
            return f"{kind} is not declared of {route}"
        schema = content[kind].get("schema")
        return self.wrong(schema, json.loads(body)) if schema and kind == "application/json" else None
