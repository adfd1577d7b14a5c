#!/usr/bin/env python3
"""Logs in to a demonstration as its office and makes a token: token.py ADDRESS FILE, the file being what `demo` printed."""

import http.cookiejar
import re
import sys
import urllib.parse
import urllib.request

base, told = sys.argv[1:3]
logins = [line.split() for line in open(told, encoding="utf-8")]
login, password = next((words[-2], words[-1]) for words in logins if len(words) >= 3 and "WG" in words[0].split(","))
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))


def page(path, **fields):
    body = urllib.parse.urlencode(fields).encode() if fields else None
    with opener.open(base + path, body, timeout=30) as answer:
        return answer.read().decode()


page("/login", login=login, password=password)
form = page("/account/tokens")
csrf = re.search(r'name="csrf" value="([^"]+)"', form).group(1)
until = re.search(r'name="expires_on"[^>]*value="([^"]+)"', form).group(1)
made = page("/account/tokens", csrf=csrf, name="test", access="write", expires_on=until)
print(re.search(r'id="code">([^<]+)<', made).group(1))
