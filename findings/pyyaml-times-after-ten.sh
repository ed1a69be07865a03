#!/usr/bin/env bash
# Package: PyYAML 6.0.3 and ruamel.yaml 0.19.1 (PyPI), gray-matter 4.0.3 and js-yaml 5.5.0 (npm)
# Guess:   all times of day in front matter have the same type.
# Seen:    with PyYAML, times from 10:00 on are numbers (12:30 is 750), and earlier ones are text: YAML 1.1 reads a number with a colon and a leading 1 or 2 as base 60. gray-matter does the same. ruamel.yaml and js-yaml 5 keep text.
# Matters: a journal's "start: 09:30" and "start: 10:30" do not compare, and a note written again says 630.
. "$(dirname "$0")/lib.sh"
python_packages PyYAML==6.0.3 ruamel.yaml==0.19.1
node_packages gray-matter@4.0.3 js-yaml@5.5.0

cat >"$place/one.py" <<'PY'
import json
import yaml
from ruamel.yaml import YAML

text = "[07:30, 09:59, 10:00, 12:30]"
print("PyYAML      ", json.dumps(yaml.safe_load(text)))
print("ruamel.yaml ", json.dumps(list(YAML(typ="safe").load(text))))
PY
cat >"$place/two.mjs" <<'JS'
import matter from 'gray-matter'
import { load } from 'js-yaml'

const text = '[07:30, 09:59, 10:00, 12:30]'
const said = (times) => JSON.stringify(times).replaceAll(',', ', ')
console.log('gray-matter ', said(matter(`---\nat: ${text}\n---\n`).data.at))
console.log('js-yaml     ', said(load(text)))
JS
both() { python one.py && node two.mjs; }
see both

expect <<'END'
PyYAML       ["07:30", "09:59", 600, 750]
ruamel.yaml  ["07:30", "09:59", "10:00", "12:30"]
gray-matter  ["07:30", "09:59", 600, 750]
js-yaml      ["07:30", "09:59", "10:00", "12:30"]
END
