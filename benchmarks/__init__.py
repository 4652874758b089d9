"""The project held against its limits, side by side in one run."""
