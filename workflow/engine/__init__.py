"""The one way to open and to change a case, in the caller's transaction. The engine never commits; the door does."""
