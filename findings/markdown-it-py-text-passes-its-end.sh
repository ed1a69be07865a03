#!/usr/bin/env bash
# Package: markdown-it-py 4.3.0 (PyPI), markdown-it 14.1.0 (npm)
# Guess:   the port reads what the original reads: inline text ends at state.posMax, which a rule of one's own lowers to read a part.
# Seen:    in Python the rule for text goes on to the next special character, past posMax, and takes what is behind the part as well; in JavaScript it ends there.
# Matters: a plugin for wikilinks that is carried over from JavaScript shows “target|alias” where it should show “target”.
. "$(dirname "$0")/lib.sh"
python_packages markdown-it-py==4.3.0
node_packages markdown-it@14.1.0

cat >"$place/rule.py" <<'PY'
from markdown_it import MarkdownIt


def wikilink(state, silent):
    source, start = state.src, state.pos
    bar, end = source.find("|", start), source.find("]]", start)
    if not source.startswith("[[", start) or bar < 0 or end < bar:
        return False
    if not silent:
        last = state.posMax
        state.pos, state.posMax = start + 2, bar
        state.md.inline.tokenize(state)
        state.posMax = last
    state.pos = end + 2
    return True


parser = MarkdownIt()
parser.inline.ruler.before("link", "wikilink", wikilink)
print("Python:", parser.renderInline("see [[target|alias]] there"))
PY
cat >"$place/rule.js" <<'JS'
const parser = require("markdown-it")();
parser.inline.ruler.before("link", "wikilink", (state, silent) => {
  const source = state.src, start = state.pos;
  const bar = source.indexOf("|", start), end = source.indexOf("]]", start);
  if (!source.startsWith("[[", start) || bar < 0 || end < bar) return false;
  if (!silent) {
    const last = state.posMax;
    state.pos = start + 2;
    state.posMax = bar;
    state.md.inline.tokenize(state);
    state.posMax = last;
  }
  state.pos = end + 2;
  return true;
});
console.log("JavaScript:", parser.renderInline("see [[target|alias]] there"));
JS

both() {
  python rule.py
  node rule.js
}
see both

expect <<'END'
Python: see target|alias there
JavaScript: see target there
END
