#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Proves that --help, kdump-prep(8) and the completion name the same commands
# and the same options of each, that every option which takes a value says so
# in all three; that the man page gives the default of each option of the
# commands; and that the completion completes.
set -eu

program=${top_builddir:?}/kdump-prep/kdump-prep
man=${top_srcdir:?}/man/kdump-prep.8
completion=$top_srcdir/scripts/completion/kdump-prep.bash
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
count=0

# verdict NAME FILE FILE: whether two lists are the same.
verdict()
{
	count=$((count + 1))
	if diff "$2" "$3" >"$tmp/diff" && [ -s "$2" ]; then
		printf 'ok %d - %s\n' "$count" "$1"
	else
		sed 's/^/# /' "$tmp/diff"
		printf 'not ok %d - %s\n' "$count" "$1"
	fi
}

# Options in what --help prints: -x, --name, and --name= with a value.
help_options()
{
	awk '/^ +(-[A-Za-z], +)?--[a-z]/ {
		for (i = 1; i <= 2 && $i ~ /^-/; i++) {
			sub(/,$/, "", $i)
			sub(/=.*/, "=", $i)
			print $i
		}
	}' | sort -u
}

# Options that the man page gives for a command; "global" and "kexec" for the
# other two sections.  A line is joined with the one it continues in.
man_options()
{
	awk -v want="$1" '
	/\\$/ { sub(/\\$/, ""); held = held $0; next }
	{ $0 = held $0; held = "" }
	/^\.Ss Options before/ { section = "global" }
	/^\.Ss Kexec/ { section = "kexec" }
	/^\.Sh/ { section = "" }
	/^\.It Cm / { section = $3 }
	/^\.It Fl / && section == want {
		for (i = 3; i <= NF; i++) {
			if ($i !~ /^(-[a-z0-9-]+|[A-Za-z])$/)
				continue
			print "-" $i ($(i + 1) == "Ns" ? "=" : "")
		}
	}' "$man" | sort -u
}

completion_options()
{
	# The words of an option list are parted by white space.
	bash -c '. "$1" && printf "%s\n" ${_kdump_prep_options[$2]}' \
		bash "$completion" "$1" | sed '/^$/d' | sort -u
}

compare()
{
	man_options "$1" >"$tmp/man"
	completion_options "$1" >"$tmp/completion"
	if [ -s "$tmp/help" ] || [ -s "$tmp/man" ] ||
	   [ -s "$tmp/completion" ]; then
		verdict "$1: man page has the options of --help" \
			"$tmp/help" "$tmp/man"
		verdict "$1: completion has the options of --help" \
			"$tmp/help" "$tmp/completion"
	fi
}

"$program" --help >"$tmp/usage"
sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p' "$tmp/usage" |
	sort >"$tmp/commands"
sed -n 's/^\.It Cm \([a-z]*\).*/\1/p' "$man" | sort >"$tmp/in-man"
verdict 'man page has the commands of --help' "$tmp/commands" "$tmp/in-man"
bash -c '. "$1" && printf "%s\n" $_kdump_prep_commands' bash "$completion" |
	sort >"$tmp/in-completion"
verdict 'completion has the commands of --help' "$tmp/commands" \
	"$tmp/in-completion"

while read -r command; do
	"$program" "$command" --help | help_options >"$tmp/help"
	compare "$command"
done <"$tmp/commands"
sed -n '/^options before/,/^$/p' "$tmp/usage" | help_options >"$tmp/help"
compare global
sed -n '/^options in kexec/,/^$/p' "$tmp/usage" | help_options >"$tmp/help"
compare kexec

# Between an option and the next thing in the list stands its default.
awk '
/^\.It Cm / { section = $3 }
/^\.Ss/ { section = "" }
/^\.(It|El)/ && option { print option; option = "" }
/^\.It Fl / && section { option = section " " $0 }
/Default:|^The same as|^Do everything/ { option = "" }
' "$man" >"$tmp/without-default"
count=$((count + 1))
if [ -s "$tmp/without-default" ]; then
	sed 's/^/# /' "$tmp/without-default"
	printf 'not '
fi
printf 'ok %d - man page gives the default of each option\n' "$count"

# completes EXPECTED WORD...: what the last word can become.
completes()
{
	printf '%s\n' "$1" >"$tmp/expected"
	shift
	bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
		_kdump_prep; echo "${COMPREPLY[*]}"' \
		bash "$completion" "$@" >"$tmp/found"
	verdict "completes $*" "$tmp/expected" "$tmp/found"
}

completes 'status' kdump-prep sta
completes 'report' kdump-prep --sysroot = x --json rep
completes '--on-corrupt=' kdump-prep load --on
completes 'crc32c' kdump-prep plan --digest = c
completes 'reset' kdump-prep load --on-corrupt = r
completes 'reset boot halt' kdump-prep load --on-corrupt =
completes 'ttyS0 ttyS1' kdump-prep -p --serial tty
completes '--ramdisk=' kdump-prep -p --ram
completes '--reuse-cmdline --reuse-video-type --reuseinitrd' kexec --reuse
echo "1..$count"
