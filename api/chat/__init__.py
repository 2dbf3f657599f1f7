"""One message's way through the front door; `turn.py` names the steps."""
