#!/bin/sh
# Re-creates vendor/ from package-lock.json: exactly the pinned versions, checked by npm against the lock file's hashes.
# Needs npm and sha256sum. No package script runs. Usage: ./vendor.sh   (then look at `git diff --stat vendor`)
set -eu
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund --silent
rm -rf vendor.new && mkdir vendor.new

# name in package-lock | file inside the package | file in vendor/
take() {
  cp "node_modules/$1/$2" "vendor.new/$3"
  version=$(node -p "require('./node_modules/$1/package.json').version")
  licence=$(node -p "require('./node_modules/$1/package.json').license")
  sum=$(sha256sum "vendor.new/$3" | cut -d' ' -f1)
  printf '| %s | %s | %s | `%s` | `%s` |\n' "$1" "$version" "$licence" "$3" "$sum" >>vendor.new/rows
  printf '\n## %s %s\n\n```\n' "$1" "$version" >>vendor.new/texts
  cat "node_modules/$1/LICENSE" >>vendor.new/texts
  printf '```\n' >>vendor.new/texts
}
take htmx.org dist/htmx.min.js htmx.min.js

# Apache ECharts: only the charts that a page draws, as one file without a loader. The whole is five times as large.
node_modules/.bin/esbuild charts.entry.js --bundle --minify --format=iife --target=es2020 --legal-comments=none \
  --define:process.env.NODE_ENV='"production"' --outfile=node_modules/echarts/charts.min.js --log-level=warning
take echarts charts.min.js echarts.min.js
for inside in zrender tslib; do
  version=$(node -p "require('./node_modules/$inside/package.json').version")
  licence=$(node -p "require('./node_modules/$inside/package.json').license")
  printf '| %s (inside echarts.min.js) | %s | %s | | |\n' "$inside" "$version" "$licence" >>vendor.new/rows
  printf '\n## %s %s\n\n```\n' "$inside" "$version" >>vendor.new/texts
  cat "node_modules/$inside"/LICENSE* >>vendor.new/texts
  printf '```\n' >>vendor.new/texts
done
printf '\n## NOTICE of echarts\n\n```\n' >>vendor.new/texts
cat node_modules/echarts/NOTICE >>vendor.new/texts
printf '```\n' >>vendor.new/texts

{
  printf '# Third-party files sent to the browser\n\nWritten by `../vendor.sh`; a test compares the hashes. Copied unchanged from the npm packages pinned in `../package-lock.json`, but for echarts.min.js, which `../charts.entry.js` names the parts of.\n\n'
  printf '| package | version | licence | file | sha256 |\n|---|---|---|---|---|\n'
  cat vendor.new/rows vendor.new/texts
} >vendor.new/LICENSES.md
rm vendor.new/rows vendor.new/texts
rm -rf vendor && mv vendor.new vendor
