#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Proves of the hooks for the distributions' captures: what kdump-tools takes
# for a dump and is none, because makedumpfile was killed or failed at once, and
# what it did not save, is told with the reason, kept in a result that
# "status --last" reads, and followed by a reboot; a whole dump gets report and
# result; nothing waits for ever; a dump of another crash is left alone; and
# so it is with the capture of kdumpctl.
set -eu

bin=$(cd "${top_builddir:?}" && pwd)
top=$(cd "${top_srcdir:?}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
count=0

mkdir -p "$work/bin" "$work/samples"
"$bin/tests/unit/make_samples" "$work/samples"
export SAMPLES="$work/samples" LACKS="$top/tests/fuzz/corpus/verify/lacks"
for hook in judge-dump kdump-tools-dump; do
	cp "$bin/scripts/hooks/$hook" "$work/bin"
	chmod +x "$work/bin/$hook"
done
cp "$bin/scripts/hooks/dracut/post.sh" "$top/scripts/hooks/deadline" \
	"$work/bin"
chmod +x "$work/bin/post.sh" "$work/bin/deadline"

# kdump-tools' way to save: the status is that of the last in the pipe.
cat >"$work/bin/kdump-config" <<'END'
#!/bin/sh
dir=$COREDIR/202611201100
[ "$MAKEDUMPFILE" != no-room ] || exit 1
mkdir -p "$dir"
echo log >"$dir/dmesg.202611201100"
case $MAKEDUMPFILE in
good) cat "$SAMPLES/dump" ;;
lacks) cat "$LACKS" ;;
killed) sh -c 'head -c 8440 "$SAMPLES/dump"; kill -9 $$' ;;
usage) printf '%s\n' 'Commandline parameter is invalid.'; false ;;
full) cat "$SAMPLES/dump-cut" ;;
hangs) cat "$SAMPLES/dump-cut"; sleep 1000 ;;
esac | cat >"$dir/dump-incomplete"
error=$?
[ "$MAKEDUMPFILE" != full ] || exit 1
mv "$dir/dump-incomplete" "$dir/dump.202611201100"
exit $error
END
cat >"$work/bin/reboot" <<'END'
#!/bin/sh
echo "reboot $*" >>"$KDUMP_PREP_ROOT/ends"
END
chmod +x "$work/bin/kdump-config" "$work/bin/reboot"

KDUMP_PREP=$bin/kdump-prep/kdump-prep
KDUMP_PREP_JUDGE=$work/bin/judge-dump
KDUMP_PREP_CONFIG=$work/bin/kdump-config
KDUMP_PREP_REBOOT=$work/bin/reboot
export KDUMP_PREP KDUMP_PREP_JUDGE KDUMP_PREP_CONFIG KDUMP_PREP_REBOOT

# verdict NAME CONDITION...: the condition is a command.
verdict()
{
	name=$1
	shift
	count=$((count + 1))
	if "$@"; then
		echo "ok $count - $name"
		return
	fi
	echo "not ok $count - $name"
	sed 's/^/# /' "$root/err"
	find "$root" -type f -ls | sed 's/^/# /'
}

# second NAME: a second kernel's root directory, with a crash of long ago.
second()
{
	root=$work/$1
	crash=$root/var/crash/202611201100
	mkdir -p "$root/proc/sys/kernel/random" "$root/etc/default" \
		"$root/var/crash/202601010000" "$root/var/lib/kdump-prep"
	echo core >"$root/proc/vmcore"
	: >"$root/proc/sysrq-trigger"
	: >"$root/err"
	cp "$SAMPLES/dump" "$root/var/crash/202601010000/dump.202601010000"
	touch -d @1767225600 "$root/var/crash/202601010000/dump.202601010000"
	echo "KDUMP_COREDIR=$root/var/crash" >"$root/etc/default/kdump-tools"
	# The first kernel's boot, of an hour ago.
	printf '%s\n' 'kdump-prep-boots 1' 'boot 1' \
		"began $(($(date +%s) - 3600))" >"$root/var/lib/kdump-prep/boots"
	echo 2 >"$root/proc/sys/kernel/random/boot_id"
	export KDUMP_PREP_ROOT="$root" COREDIR="$root/var/crash" \
		KDUMP_PREP_LOG="$root/kmsg" KDUMP_PREP_SINCE="$root/since"
}

# dump_by KIND: kdump-tools' capture, where makedumpfile does that.
dump_by()
{
	second "$1"
	MAKEDUMPFILE=$1 "$work/bin/kdump-tools-dump" >"$root/out" \
		2>"$root/err" </dev/null || :
}

reboots()
{
	[ "$(tail -n 1 "$root/ends")" = 'reboot -f' ]
}

# tells PATTERN: on the console and in the kernel's log.
tells()
{
	grep -q -- "^kdump-prep: $1" "$root/err" &&
		grep -q -- "^<2>kdump-prep: $1" "$root/kmsg"
}

# last OUTCOME STATUS: what the next boot says.
last()
{
	status=0
	"$KDUMP_PREP" --sysroot="$root" status --last --json >"$root/last" ||
		status=$?
	grep -q "\"outcome\":\"$1\"" "$root/last" && [ $status = "$2" ]
}

is_saved()
{
	reboots && tells "saved $crash/dump.202611201100" &&
		grep -qx 'status saved' "$crash/result.202611201100" &&
		grep -q record "$crash/report.202611201100" &&
		[ "$(stat -c %a "$crash/dump.202611201100")" = 600 ] &&
		last saved 0
}

# It can be opened, and is more than none.
is_saved_in_part()
{
	reboots && tells "saved $crash/dump.202611201100, but .* is missing" &&
		grep -qx 'status saved' "$crash/result.202611201100" &&
		grep -q "^attempt $crash .*0xb is missing" \
			"$crash/result.202611201100" &&
		[ "$(stat -c %a "$crash/dump.202611201100")" = 600 ] &&
		last saved 0
}

# is_refused PATTERN OUTCOME: nothing is there that is called a dump.
is_refused()
{
	reboots && tells "NO DUMP: .*$1" &&
		[ ! -e "$crash/dump.202611201100" ] &&
		grep -qx 'status failed' "$root"/var/crash/*/result.* &&
		grep -q "^attempt $root/var/crash/.*$1" \
			"$root"/var/crash/*/result.* && last "$2" 3
}

keeps_the_old_one()
{
	cmp -s "$SAMPLES/dump" "$root/var/crash/202601010000/dump.202601010000"
}

dump_by good
verdict 'a whole dump has report and result' is_saved
verdict 'a dump of another crash is left alone' keeps_the_old_one
dump_by lacks
verdict 'a dump without pages of the kernel keeps its name' is_saved_in_part
dump_by killed
verdict 'makedumpfile was killed' is_refused 'cut short' partial
dump_by usage
verdict 'makedumpfile failed at once' is_refused 'dump.202611201100: ' partial
dump_by full
verdict 'the disk got full' \
	is_refused 'the capture ended with status 1, and saved no dump' partial
dump_by no-room
verdict 'the disk was full' \
	is_refused 'the capture ended with status 1, and saved no dump' failed
verdict 'which is no crash of long ago' keeps_the_old_one

second hangs
conf=$(sed -n 's/^read_settings \([^ ]*\) .*/\1/p' \
	"$work/bin/kdump-tools-dump")
mkdir -p "$root${conf%/*}"
echo DEADLINE=1 >"$root$conf"
MAKEDUMPFILE=hangs "$work/bin/kdump-tools-dump" >"$root/out" \
	2>"$root/err" </dev/null || :
verdict 'the capture hangs' is_refused 'the capture ended with status 124' \
	partial

second fails
printf '%s\n' "KDUMP_COREDIR=$root/var/crash" \
	"KDUMP_FAIL_CMD='touch $root/told'" >"$root/etc/default/kdump-tools"
MAKEDUMPFILE=killed "$work/bin/kdump-tools-dump" >"$root/out" \
	2>"$root/err" </dev/null || :
verdict 'KDUMP_FAIL_CMD is run' test -e "$root/told"
verdict 'and then the machine reboots' reboots

second wrong-settings
mkdir -p "$root${conf%/*}"
echo 'DEADLINE="soon' >"$root$conf"
printf '%s\n' "KDUMP_COREDIR=$root/var/crash" "DEADLINE=\$NOBODY_SETS_IT" \
	>"$root/etc/default/kdump-tools"
MAKEDUMPFILE=good "$work/bin/kdump-tools-dump" >"$root/out" \
	2>"$root/err" </dev/null || :
verdict 'wrong settings do not cost the dump' is_saved

second first
: >"$root/proc/vmcore"
KDUMP_PREP_INIT="echo" "$work/bin/kdump-tools-dump" >"$root/out" 2>"$root/err"
verdict 'a first kernel is left to kdump-tools' \
	test "$(cat "$root/out")" = start -a ! -e "$root/ends"

# has_reset: the deadline's last word.
has_reset()
{
	tries=0
	until grep -qx b "$root/proc/sysrq-trigger"; do
		tries=$((tries + 1))
		[ $tries -lt 120 ] || return 1
		sleep 0.5
	done
	grep -qx s "$root/proc/sysrq-trigger" &&
		grep -q 'kdump-prep: the time is over' "$root/dev/kmsg"
}

second deadline
mkdir -p "$root/conf" "$root/dev"
echo DEADLINE=1 >"$root/conf/kdump-prep"
KDUMP_PREP_REST=0 "$work/bin/deadline"
verdict 'a hang of the second kernel ends at the deadline' has_reset
: >"$root/proc/sysrq-trigger"
: >"$root/proc/vmcore"
KDUMP_PREP_REST=0 "$work/bin/deadline"
verdict 'a first kernel has no deadline' test ! -s "$root/proc/sysrq-trigger"

# dracut_dump FILE NAME STATUS: kdumpctl's capture has saved that.
dracut_dump()
{
	second "dracut-$2-$3"
	crash=$root/sysroot/dumps/127.0.0.1-2026-11-20-11:00:30
	mkdir -p "$crash"
	: >"$root/since"
	touch -d '1 hour ago' "$root/since"
	cp "$1" "$crash/$2"
	printf '%s\n' 'path /dumps' 'final_action reboot' \
		>"$root/etc/kdump.conf"
	printf '%s\n' 'proc /proc proc rw 0 0' \
		"/dev/vda1 $root/sysroot ext4 rw 0 0" >"$root/proc/mounts"
	"$work/bin/post.sh" "$3" 2>"$root/err" </dev/null || :
}

has_result()
{
	grep -qx "status $1" "$crash"/result.127.0.0.1-2026-11-20-11:00:30 &&
		tells "$2"
}

dracut_dump "$SAMPLES/dump" vmcore 0
verdict "kdumpctl's dump has report and result" has_result saved 'saved '
dracut_dump "$SAMPLES/dump-cut" vmcore-incomplete 1
verdict "kdumpctl's capture failed" has_result failed \
	'NO DUMP: the capture ended with status 1'
dracut_dump "$SAMPLES/dump-incomplete" vmcore 0
verdict "kdumpctl's dump is not finished" has_result failed \
	'NO DUMP: .*incomplete'

# A program of judge-dump that dracut does not install would not be there.
installs_all()
{
	bash -c 'moddir=here; inst_multiple() { printf "%s\n" "$@"; }
		inst_simple() { echo "$1 to $2"; }
		inst_hook() { echo "$1 $3"; }
		. "$1"; install' bash \
		"$bin/scripts/hooks/dracut/module-setup.sh" >"$root/installed"
	for program in chmod date head mkdir mv rm sync timeout wc; do
		grep -qx $program "$root/installed" &&
			grep -q "\b$program\b" "$work/bin/judge-dump" ||
			return 1
	done
	grep -q '/kdump-prep$' "$root/installed" &&
		grep -qx 'cmdline here/start-deadline.sh' "$root/installed" &&
		grep -q 'post.sh to /etc/kdump/post.d/90-' "$root/installed"
}

verdict 'the dracut module installs what it needs' installs_all
echo "1..$count"
