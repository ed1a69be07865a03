"""The language server of ``kb lsp``: a way in, as the terminal and the page are.

:mod:`kb.lsp.server` speaks with the editor. What it answers is worked out in
:mod:`kb.app.editing`, from notes in mind; :mod:`kb.lsp.features` turns that into the types of the
protocol. To add a feature: a module there with ``register(server)``, its name in
``features/__init__.py``, and a row in the table of ``docs/editors.md``.

Columns are those that editor and server agree on, everywhere: outlines are made with them.
"""
