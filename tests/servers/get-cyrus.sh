#!/bin/sh
# Unpack a Cyrus IMAP server into the directory named, by Debian's packages: nothing is installed
# on the machine, so no service is started, no question asked and no mail server of its own set up.
set -eu
into=$1
rm -rf "$into"
mkdir -p "$into/packages/partial"
cd "$into"
get() {
  # msmtp-mta is the smallest of what Cyrus is satisfied with for sending mail; it sends none here.
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --download-only --no-install-recommends \
    -o Dir::Cache::archives="$PWD/packages" -o Debug::NoLocking=1 cyrus-imapd msmtp-mta
}
get >/dev/null 2>&1 || { apt-get update -qq && get >/dev/null; }
for package in packages/*.deb; do
  dpkg -x "$package" .
done
# Only the server itself and its libraries stay; what looks for viruses is most of the rest.
mkdir kept kept/lib
mv usr/lib/cyrus/bin/master usr/lib/cyrus/bin/imapd kept/
find usr/lib lib -path '*-linux-gnu*' -name '*.so.*' ! -name 'libclam*' -exec mv {} kept/lib/ \;
rm -rf packages usr lib etc var
mv kept/* .
rmdir kept
test -x master
