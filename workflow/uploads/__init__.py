"""Files that people send: judged, scanned, kept by hash, given out only if they still are those bytes."""
