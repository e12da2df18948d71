"""Alembic revisions of the product's own tables. The workflow engine keeps its tables itself."""
