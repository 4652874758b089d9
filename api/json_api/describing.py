"""What OpenAPI says of the API beyond what FastAPI sees: a header that must come, its lack having its own status."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

IF_MATCH = {"type": "string", "pattern": r'^"[0-9]{1,9}"$'}


class Described(FastAPI):
    """An app whose description says that If-Match must be sent: left out, it gives 428 and no 422."""

    def openapi(self) -> dict[str, Any]:
        """The description."""
        told = super().openapi()
        for path in told["paths"].values():
            for operation in path.values():
                for parameter in operation.get("parameters", ()):
                    if parameter["name"] == "If-Match":
                        parameter.update(required=True, schema=IF_MATCH)
        return told
