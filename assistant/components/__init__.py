"""Parts of the pipeline. Plain functions do the work; a component only hands them the message."""
