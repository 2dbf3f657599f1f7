"""The assistant: Rasa with own components, channel and store, in an environment of its own (ADR 2)."""
