"""The pages of staff, under /staff: drawn by the server, usable without JavaScript."""
