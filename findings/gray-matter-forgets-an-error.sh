#!/usr/bin/env bash
# Package: gray-matter 4.0.3 (npm)
# Guess:   front matter that is not YAML is an error every time the note is read.
# Seen:    it is an error only once. When the same text is read again, it has no data and no error, and all of it is content. The cache uses the text as its key, and stores it before it is parsed.
# Matters: a watcher that reads a note twice, or a retry, takes the broken note as one without front matter: its due date, tags and aliases are lost without a message.
. "$(dirname "$0")/lib.sh"
node_packages gray-matter@4.0.3

see node - <<'JS'
const matter = require('gray-matter')
const note = '---\ndue: [2026-01-02\n---\nText\n'
for (const time of ['first', 'second']) {
  try {
    const { data, content } = matter(note)
    console.log(`${time}: data ${JSON.stringify(data)}, content ${JSON.stringify(content)}`)
  } catch (error) {
    console.log(`${time}: ${error.name}`)
  }
}
const known = '---\ndue: 2026-01-02\n---\nText\n'
matter(known).data.due = 'changed by its reader'
console.log('a note read after another reader changed what it got:', JSON.stringify(matter(known).data))
JS

expect <<'END'
first: YAMLException
second: data {}, content "---\ndue: [2026-01-02\n---\nText\n"
a note read after another reader changed what it got: {"due":"changed by its reader"}
END
