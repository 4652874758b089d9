"""A browser's own name for itself in words that its person knows again. Knows nothing of who is signed in."""

from __future__ import annotations

# In this order: most name themselves after others too.
PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
MACHINES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def in_words(user_agent: str) -> str:
    """The program and its machine; as it names itself where we don't know it.

    >>> in_words("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0")
    'Edge on Windows'
    >>> in_words("curl/8.5.0")
    'curl/8.5.0'
    """
    program = next((name for sign, name in PROGRAMS if sign in user_agent), "")
    machine = next((name for sign, name in MACHINES if sign in user_agent), "")
    return f"{program} on {machine}" if program and machine else user_agent
