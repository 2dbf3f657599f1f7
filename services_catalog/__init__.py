"""The service catalogue of Kynnys: curated entries, database, snapshot and matching.

Knows nothing of chat, HTTP or Rasa: `api` calls it, it calls nobody.
"""
