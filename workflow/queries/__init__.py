"""Questions about cases, each answered for one viewer: nothing is listed, counted or shown that they may not see."""
