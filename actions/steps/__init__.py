"""The kinds of reply: each module holds one, a function from the scene to the reply."""
