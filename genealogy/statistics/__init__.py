"""The statistics of root causes, rates and control charts: figures in, figures out."""
