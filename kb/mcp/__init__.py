"""What an assistant may ask of the store: the server of ``kb mcp``, of the extra ``kb[editor]``.

``server.py`` puts it together and runs it. ``tools/`` has a module for each tool or pair of them;
``answers.py`` is what they answer, ``paging.py`` how much at once, and ``access.py`` how they reach
the store: it is opened for each call, so a store that was restored or upgraded meanwhile is the one
that is asked, and nothing is held while nothing comes.

What an assistant hears is what notes say, never what kb tells it to do.
"""
