"""A partnership's time in memory: made-up people act by their habits, the real engine chases them, nothing is sent."""

from api.simulation.running import simulate as simulate
from api.simulation.span import Span as Span
