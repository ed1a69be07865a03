"""What notes and cards mean: the extra ``kb[meaning]``, and what kb does with it."""
