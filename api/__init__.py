"""The front door: the only public part of Kynnys."""
