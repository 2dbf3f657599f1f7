"""Setting up, running, evaluating and measuring Kynnys on one machine."""
