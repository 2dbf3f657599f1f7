"""GET /docs: the API described on one page, without scripts and without anything from elsewhere."""

import base64
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from api.middleware import CONTENT_SECURITY_POLICY

router = APIRouter()

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
code, pre { font-family: ui-monospace, monospace; background: #f1f1ee; padding: .1rem .3rem }
pre { overflow-x: auto; padding: .75rem }
h2 { margin-top: 2.5rem; border-top: 1px solid #bbb; padding-top: 1rem }
dt { font-weight: 600 } dd { margin: 0 0 .5rem 1rem }
"""
PAGE = Environment(autoescape=True).from_string(
    """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ info.title }}: API</title>
<style>{{ style | safe }}</style></head>
<body>
<h1>{{ info.title }} {{ info.version }}</h1>
<p>{{ info.description }}</p>
<p>For programs: <a href="/openapi.json">openapi.json</a>. All errors have one shape:
<code>{"error": {"code", "message"}}</code>.</p>
{% for operation in operations %}
<h2><code>{{ operation.method }} {{ operation.path }}</code></h2>
<p>{{ operation.description }}</p>
<dl>
{% for parameter in operation.parameters %}
<dt>{{ parameter.name }} ({{ parameter.in }})</dt><dd>{{ parameter.description }}</dd>
{% endfor %}
{% for status, response in operation.responses %}
<dt>{{ status }}</dt><dd>{{ response.description }}{% if response.schema %}:
<a href="#{{ response.schema }}">{{ response.schema }}</a>{% endif %}</dd>
{% endfor %}
</dl>
{% endfor %}
<h2>Schemas</h2>
{% for name, schema in schemas %}
<h3 id="{{ name }}">{{ name }}</h3>
<p>{{ schema.description }}</p>
<pre>{{ schema.properties | tojson(indent=2) }}</pre>
{% endfor %}
</body></html>"""
)


@router.get("/docs", response_class=HTMLResponse, include_in_schema=False)
async def show_documentation(request: Request) -> HTMLResponse:
    """Return the description of all addresses and schemas."""
    document: dict[str, Any] = request.app.openapi()
    html = PAGE.render(
        info=document["info"],
        style=STYLE,
        operations=list(_operations(document)),
        schemas=sorted(document["components"]["schemas"].items()),
    )
    digest = base64.b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = CONTENT_SECURITY_POLICY.replace("style-src 'self'", f"style-src 'sha256-{digest}'")
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})


def _operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "description": operation.get("description", ""),
            "parameters": operation.get("parameters", []),
            "responses": [
                (status, _response(response)) for status, response in operation["responses"].items()
            ],
        }
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def _response(response: dict[str, Any]) -> dict[str, str | None]:
    content = response.get("content", {}).get("application/json", {})
    reference = content.get("schema", {}).get("$ref", "")
    return {"description": response.get("description", ""), "schema": reference.rsplit("/", 1)[-1] or None}
