"""The console's pages, one module each: a view in, HTML out."""
