#!/usr/bin/env bash
# Brings the bad inputs that come as npm packages into proof/dist/corpora, which is not part
# of the repository. What is not the file that was reviewed (SHA-256) is refused.
#   blns 2.0.4 (MIT) · xss-filters 1.2.7 (BSD-3-Clause) · mammoth 1.13.0 (BSD-2-Clause)
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p dist/corpora
echo "module corpora" >dist/corpora/go.mod # what they hold is none of our packages
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
while read -r name version sum; do
  [ ! -d "dist/corpora/$name" ] || continue
  (cd "$tmp" && npm pack --silent "$name@$version" >/dev/null)
  echo "$sum  $tmp/$name-$version.tgz" | sha256sum -c --quiet
  mkdir "$tmp/$name"
  tar xzf "$tmp/$name-$version.tgz" -C "$tmp/$name" --strip-components=1 --warning=no-unknown-keyword
  mv "$tmp/$name" "dist/corpora/$name"
done <<'LIST'
blns 2.0.4 07defd1e4ac44024cec61c668696afed8353ee01d2fcaeca2a174d5220c24d9d
xss-filters 1.2.7 6498e3f6f52c5a74cc05e132aadbadf4358f473c8a6fc5f87cf04971f69a93f2
mammoth 1.13.0 fe778792e43b06dbbff93d20e22951fe1bc55a05eb04ec823961e8639c62260b
LIST
ls dist/corpora
