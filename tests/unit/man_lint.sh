#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Proves that each man page is free of mandoc's warnings.
set -eu

if ! command -v mandoc >/dev/null 2>&1; then
	echo '1..0 # SKIP mandoc is missing'
	exit 0
fi
count=0
for page in "${top_srcdir:?}"/man/*.[58]; do
	count=$((count + 1))
	if found=$(mandoc -T lint -W warning "$page"); then
		printf 'ok %d - %s\n' "$count" "${page##*/}"
	else
		printf '%s\n' "$found" | sed 's/^/# /'
		printf 'not ok %d - %s\n' "$count" "${page##*/}"
	fi
done
echo "1..$count"
