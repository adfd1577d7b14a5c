#!/usr/bin/env python3
"""Registers 50 paper sheets, reads the figures and keeps the ledger as a file: the standard library and the OpenAPI
document are all it takes.

    SHUANGCU_TOKEN=... python3 examples/api_client.py http://127.0.0.1:8080 ledger.json

The addresses come from the document by the names of the operations, so that a program does not break when an address
moves. A POST carries an Idempotency-Key: when the line breaks, the same call can be sent again, and is carried out once.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


class Api:
    def __init__(self, base, token):
        self.base, self.token = base.rstrip("/"), token
        document = json.loads(self.send("GET", "/api/v1/openapi.json"))
        self.operations = {
            operation["operationId"]: (method.upper(), path)
            for path, methods in document["paths"].items()
            for method, operation in methods.items()
        }

    def send(self, method, path, body=None, key=None):
        request = urllib.request.Request(self.base + path, method=method)
        request.add_header("Authorization", "Bearer " + self.token)
        request.add_header("Accept", "application/json")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        if key:
            request.add_header("Idempotency-Key", key)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    def call(self, name, body=None, query=None, **parts):
        """Calls an operation by its name; a problem is told in the server's own words."""
        method, path = self.operations[name]
        for part, value in parts.items():
            path = path.replace("{" + part + "}", urllib.parse.quote(value, safe=""))
        if query:
            path += "?" + urllib.parse.urlencode(query)
        key = str(uuid.uuid4()) if method == "POST" else None
        for wait in (1, 2, 4, None):
            try:
                return json.loads(self.send(method, path, body, key))
            except urllib.error.HTTPError as error:
                problem = json.loads(error.read() or b"{}")
                if error.code == 503 and wait:
                    time.sleep(wait)
                    continue
                raise SystemExit(f"{name}: {error.code} {problem.get('code')}: {problem.get('detail')}")
            except urllib.error.URLError:
                if not wait:
                    raise
                time.sleep(wait)

    def everything(self, name, query=None, **parts):
        """All rows of a list, page by page."""
        query = dict(query or {})
        while True:
            page = self.call(name, query=query, **parts)
            yield from page["items"]
            if page["next"] is None:
                return
            query["after"] = page["next"]


def main():
    if len(sys.argv) != 3 or "SHUANGCU_TOKEN" not in os.environ:
        raise SystemExit(__doc__)
    api = Api(sys.argv[1], os.environ["SHUANGCU_TOKEN"])
    print("as", api.call("readMe")["name"])

    rounds = list(api.everything("listRounds", query={"state": "open"}))
    if not rounds:
        raise SystemExit("no round is open")
    chosen = api.call("readRound", id=rounds[0]["id"])
    made = []
    for number in range(1, 51):
        sheet = {
            "channel": "sheet",
            "received_on": chosen["opens_on"],
            "fields": {"line": chosen["lines"][0], "kind": chosen["kinds"][0]},
            "texts": [f"Sheet {number}: the canteen opens too late for those on the early shift."],
        }
        made += api.call("registerPoints", sheet, id=chosen["id"])["ids"]
    print("registered", len(made))

    figures = api.call("readFigures", query={"campaign": chosen["campaign"]})["figures"]
    print("opinions", figures["opinions"]["raw"])
    print(figures["sentence_en"])

    ledger = list(api.everything("readLedger", query={"campaign": chosen["campaign"]}))
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump(ledger, file, ensure_ascii=False, indent=2)
    print("ledger", len(ledger))


if __name__ == "__main__":
    main()
