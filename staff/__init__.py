"""Who works with Kynnys: accounts, roles held in organisations, sign-ins and the audit of what they change.

Knows nothing of the catalogue, of help requests or of HTTP.
"""
