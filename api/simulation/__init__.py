"""A partnership's time in memory: made-up people act by their habits, the real engine chases them, nothing is sent."""
