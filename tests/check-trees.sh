#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-trees.sh - "check" on machines that are described in one file each,
# compared with what is expected of it.
#
# tests/checks/NAME.tree describes the files of a machine:
#
#	# comment; the first one says where the files are from
#	base NAME	begin with the files of tests/machines/NAME
#	= /PATH		a file; the lines behind it, up to the next of these
#	x /PATH		the same in hexadecimal
#	- /PATH		remove a file
#
# NAME.text and NAME.json are what check prints; the last line of NAME.text is
# its exit status.
#
# UPDATE=1 writes them anew: look at the difference before it is committed.
set -u

# shellcheck source=tests/golden.sh
. "$(dirname "$0")/golden.sh"
LC_ALL=C
export LC_ALL

# expand FILE: make the directory $work/root.
expand() {
	rm -rf "$work/root"
	mkdir "$work/root"
	base=$(sed -n 's/^base //p' "$1")
	[ -z "$base" ] || cp -r "$top/tests/machines/$base/root/." "$work/root"
	sed -n 's/^[=x] //p' "$1" | while read -r path; do
		mkdir -p "$work/root${path%/*}"
	done
	sed -n 's/^- //p' "$1" | while read -r path; do
		rm -r "$work/root$path"
	done
	awk -v root="$work/root" '
		function hex(digits) {
			return index("0123456789abcdef", digits) - 1
		}
		/^(#|base |- )/ && kind == "" { next }
		/^[=x-] \// {
			close(file)
			kind = $1
			file = root $2
			if (kind != "-")
				printf "" >file
			next
		}
		kind == "=" { print >file }
		kind == "x" {
			gsub(/[^0-9a-f]/, "")
			for (i = 1; i < length($0); i += 2)
				printf "%c", hex(substr($0, i, 1)) * 16 + \
					hex(substr($0, i + 1, 1)) >file
		}' "$1"
}

for tree in "$top"/tests/checks/*.tree; do
	name=${tree##*/}
	name=${name%.tree}
	head -n 1 "$tree" | grep -Eq '^# (Captured|Synthetic)'
	report $? "$name: says where it is from"
	expand "$tree"
	"$program" --sysroot="$work/root" check >"$work/text" 2>&1
	echo "= $?" >>"$work/text"
	compare "$name: text" "${tree%.tree}.text" "$work/text"
	"$program" --sysroot="$work/root" check --json >"$work/json" 2>&1
	compare "$name: JSON" "${tree%.tree}.json" "$work/json"
done
echo "1..$count"
exit $failed
