#!/bin/sh
# Builds static/css/qualitymark.css from sass/, and vendors htmx and axe. Needs Node; installing the platform does not.
set -eu
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci
npx sass --no-source-map --no-charset --style=compressed --quiet-deps --load-path=node_modules sass/qualitymark.scss ../static/css/qualitymark.css
python3 check_fresh.py --write
mkdir -p ../static/js/vendor ../tests/vendor
{ printf '/*! htmx %s, Zero-Clause BSD, https://htmx.org */\n' "$(node -p 'require("htmx.org/package.json").version')"; cat node_modules/htmx.org/dist/htmx.min.js; } > ../static/js/vendor/htmx.min.js
cp node_modules/htmx.org/LICENSE ../static/js/vendor/htmx-LICENSE.txt
cp node_modules/axe-core/axe.min.js ../tests/vendor/axe.min.js
cp node_modules/axe-core/LICENSE ../tests/vendor/axe-LICENSE.txt
wc -c ../static/css/qualitymark.css
