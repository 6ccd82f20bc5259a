#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Proves of scripts/analyse, over a stand-in for crash: it finds the vmlinux of
# the release that the vmcore names, or takes the one named; puts panic, tasks,
# the log's tail and the record on one page; lets no control character of the
# vmcore through, nor its release lead out of the directory; and tells by its
# status when something is missing.
set -eu

analyse=${top_srcdir:?}/scripts/analyse
program=${top_builddir:?}/kdump-prep/kdump-prep
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"$top_builddir/tests/unit/make_samples" "$tmp"
count=0

# ok STATUS NAME
ok()
{
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		sed 's/^/# /' "$tmp/out" "$tmp/err"
	fi
}

# run STATUS ARGUMENT...: whether analyse ends with STATUS.
run()
{
	want=$1
	shift
	status=0
	sh "$analyse" --crash "$tmp/crash" --kdump-prep "$program" \
		--debug "$tmp/debug" "$@" >"$tmp/out" 2>"$tmp/err" ||
		status=$?
	[ "$status" -eq "$want" ]
}

# has TEXT...: whether the page has each of these lines.
has()
{
	for line; do
		grep -qxF -e "$line" "$tmp/out" || return 1
	done
}

# Prints a file for each command it is given; the release is in a file too.
cat >"$tmp/crash" <<'EOF'
#!/bin/sh
here=$(dirname "$0")
if [ "$1" = --osrelease ]; then
	cat "$here/release"
	exit
fi
[ -r "$4" ] && [ -r "$5" ] || exit 3
while read -r word rest; do
	case $word in
	!echo) echo "$rest" ;;
	sys) printf '  PANIC: \033[31m"sysrq"\007\n' ;;
	bt) echo "backtrace ${rest:-of the task}" ;;
	log) seq -f 'line %g' 100 ;;
	quit) exit "$(cat "$here/status")" ;;
	esac
done <"$3"
EOF
chmod +x "$tmp/crash"
echo 0 >"$tmp/status"
echo 1.2.3-test >"$tmp/release"
mkdir -p "$tmp/debug/boot" "$tmp/elsewhere"
: >"$tmp/debug/boot/vmlinux-1.2.3-test"
: >"$tmp/elsewhere/vmlinux"
vmcore=$tmp/elf

result=0
run 0 --lines 2 "$vmcore" || result=1
ok $result "status 0 where everything is printed"
result=0
has "kernel   1.2.3-test" "vmlinux  $tmp/debug/boot/vmlinux-1.2.3-test" \
	'  PANIC: [31m"sysrq"' "backtrace of the task" "backtrace -a" \
	"line 99" "line 100" || result=1
grep -q '^crash-path record: ' "$tmp/out" || result=1
if has "line 98"; then result=1; fi
ok $result "panic, tasks, the log's tail and the record"

echo ../../elsewhere >"$tmp/release"
mkdir -p "$tmp/debug/lib/modules"
result=0
run 1 "$vmcore" || result=1
has "vmlinux  not found" || result=1
ok $result "a release that is a path finds nothing"

result=0
run 0 --vmlinux "$tmp/elsewhere/vmlinux" "$vmcore" || result=1
has "vmlinux  $tmp/elsewhere/vmlinux" || result=1
ok $result "a vmlinux that is named"

echo 5 >"$tmp/status"
result=0
run 1 --vmlinux "$tmp/elsewhere/vmlinux" "$vmcore" || result=1
ok $result "crash fails: status 1"
echo 0 >"$tmp/status"

: >"$tmp/empty"
result=0
run 1 --vmlinux "$tmp/elsewhere/vmlinux" "$tmp/empty" || result=1
has "backtrace -a" || result=1
ok $result "no record: status 1, and the rest is printed"

result=0
run 2 || result=1
run 2 --lines x "$vmcore" || result=1
run 2 --lines || result=1
run 2 --bogus "$vmcore" || result=1
run 1 "$tmp/nothing" || result=1
ok $result "wrong command lines"
echo "1..$count"
