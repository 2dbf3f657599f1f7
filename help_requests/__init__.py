"""Help requests: what a person asks, who reads it, what became of it. Knows nothing of chat or HTTP."""
