"""Help requests at the front door: the form's contract, who can be asked, and what is said of it."""
