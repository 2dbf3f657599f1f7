"""The work on the catalogue: edits, reviews, versions, checks, probes and notices.

Knows the catalogue and who works on it; nothing of chat, help requests or HTTP.
"""
