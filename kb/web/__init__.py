"""The page of ``kb serve``: a way in, as the terminal is.

A request comes through :mod:`kb.web.security`, which decides who is answered, to a handler in
:mod:`kb.web.pages`, which asks :mod:`kb.app` and fills a template. To add a page:

1. ``pages/NAME.py`` with handlers of a few lines and ``ROUTES``, and its line in
   ``pages/__init__.py``, whose order is that of the navigation;
2. ``templates/NAME.html``, which extends ``base.html``; text is escaped, and nothing is inline;
3. if it needs a script, ``static/NAME.js``, an ES module that may import ``./kb.js``, in the block
   ``scripts``; its style goes into ``static/browse.css``, or a file of its own in the block
   ``styles``. All scripts and styles together stay below 60,000 bytes as they are written;
4. ``tests/web/pages/test_NAME.py``, with the client of ``tests/web/client.py``, and the page's path
   in ``tests/web/test_in_browser.py``.

A handler that changes something takes POST with a JSON body (:func:`kb.web.site.json_body`). Any
:class:`kb.errors.KbError` that it raises is answered as a page or as JSON, whatever was asked for.
"""
