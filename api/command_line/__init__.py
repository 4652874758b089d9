"""The command line: ``casekeeper``."""

from api.command_line.main import app as app
from api.command_line.main import main as main
