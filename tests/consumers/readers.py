"""What PyYAML makes of a text: one JSON request in a line of standard input, one answer in a line of standard output."""

import datetime
import json
import math
import sys

import yaml


def plain(value):
    if isinstance(value, (datetime.date, datetime.datetime)):
        return {"date": value.isoformat()}
    if isinstance(value, bytes):
        return {"binary": True}
    if isinstance(value, float) and not math.isfinite(value):
        return {"number": str(value)}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return value


for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"value": plain(yaml.safe_load(request["text"])), "refused": None}
    except Exception as error:  # every way to refuse counts
        answer = {"value": None, "refused": " ".join(str(error).split())}
    print(json.dumps(answer), flush=True)
