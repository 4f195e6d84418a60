#!/bin/sh
# Builds static/css/qualitymark.css from sass/, and vendors htmx, turndown and axe. Needs Node; installing the platform does not.
set -eu
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci
npx sass --no-source-map --no-charset --style=compressed --quiet-deps --load-path=node_modules sass/qualitymark.scss ../static/css/qualitymark.css
python3 check_fresh.py --write
mkdir -p ../static/js/vendor ../tests/vendor
{ printf '/*! htmx %s, Zero-Clause BSD, https://htmx.org */\n' "$(node -p 'require("htmx.org/package.json").version')"; cat node_modules/htmx.org/dist/htmx.min.js; } > ../static/js/vendor/htmx.min.js
cp node_modules/htmx.org/LICENSE ../static/js/vendor/htmx-LICENSE.txt
# Two modules as one, so that the browser asks once, and only when something is pasted.
{ printf '/*! turndown %s and its tables, MIT, https://github.com/mixmark-io/turndown */\n' "$(node -p 'require("turndown/package.json").version')"
  cat node_modules/turndown/lib/turndown.browser.es.js
  printf 'const gfm = ((exports) => {\n'; cat node_modules/@joplin/turndown-plugin-gfm/lib/turndown-plugin-gfm.cjs.js; printf '\nreturn exports;\n})({});\nexport { gfm };\n'
} > ../static/js/vendor/turndown.js
{ cat node_modules/turndown/LICENSE; printf '\n'; cat node_modules/@joplin/turndown-plugin-gfm/LICENSE; } > ../static/js/vendor/turndown-LICENSE.txt
cp node_modules/axe-core/axe.min.js ../tests/vendor/axe.min.js
cp node_modules/axe-core/LICENSE ../tests/vendor/axe-LICENSE.txt
wc -c ../static/css/qualitymark.css
