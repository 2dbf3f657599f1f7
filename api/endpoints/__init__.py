"""HTTP addresses; each module only reads the request and calls the part that knows."""
