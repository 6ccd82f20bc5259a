#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check_dump_test.sh - what check-dump says when drgn and crash do not agree.
#
# Proves, with a crash and a drgn that say what they are told: 1. where both tell
# of the same panic nothing is said; 2. another process, command, CPU or release,
# a missing frame or panic string, and a dump that drgn cannot open are each
# told; 3. without crash drgn alone is the judge; 4. without drgn the dump is
# opened by crash alone, and that is said; 5. crash's own error in the middle of
# its panic string does not hide that.

set -eu

check=${top_srcdir:?}/tests/crash/check-dump
# shellcheck source=tests/tap.sh
. "${top_srcdir:?}/tests/tap.sh"

# A tree as scripts/fetch-kernel makes it; its programs are started by its own
# dynamic linker.
tree=$work/tree
libraries=$tree/usr/lib/x86_64-linux-gnu
mkdir -p "$tree/usr/bin" "$libraries" "$work/dump"
printf '#!/bin/sh\nshift 2\nexec "$@"\n' >"$libraries/ld-linux-x86-64.so.2"
printf '#!/bin/sh\ncat "%s/crash"\n' "$work" >"$tree/usr/bin/crash"
cat >"$tree/usr/bin/python3.99" <<END
#!/bin/sh
[ -e "$work/drgn" ] || {
	echo 'drgn-says: FaultError: short read' >&2
	exit 1
}
cat "$work/drgn"
END
touch "$tree/usr/bin/drgn" "$work/dump/dump.kdump"
chmod +x "$tree/usr/bin/"* "$libraries/"*

cat >"$work/good-crash" <<'END'
     RELEASE: 6.1.0-test
       PANIC: "Kernel panic - not syncing: sysrq triggered crash"
         PID: 117
     COMMAND: "sh"
         CPU: 1
       STATE: TASK_RUNNING (PANIC)
PID: 117      TASK: ffff888003d98000  CPU: 1    COMMAND: "sh"
COMMAND: "sh"
 #0 [ffffc9000017fc80] machine_kexec at ffffffff81066bf7
 #1 [ffffc9000017fcd8] panic at ffffffff8189c2c5
 #2 [ffffc9000017fd58] sysrq_handle_crash at ffffffff816b6d3a
 #3 [ffffc9000017fd60] write_sysrq_trigger at ffffffff816b7a04
END
cat >"$work/good-drgn" <<'END'
RELEASE: 6.1.0-test
PID: 117
COMMAND: "sh"
CPU: 1
#0  crash_setup_regs (arch/x86/include/asm/kexec.h:115:15)
#1  panic (kernel/panic.c:358:3)
#2  sysrq_handle_crash (drivers/tty/sysrq.c:155:2)
#3  write_sysrq_trigger+0x24/0x40
[    8.1] Kernel panic - not syncing: sysrq triggered crash
END

# look [OPTION...]: at the dump of which the two have what the files say.
look()
{
	cp "$work/good-crash" "$work/crash"
	status=0
	"$check" --vmlinux none --cpu 1 --tools "$tree" --only-crash --drgn \
		"$@" "$work/dump" >"$work/said" || status=$?
}

# tells NAME EXPRESSION PATTERN: of a drgn that says something else.
tells()
{
	sed "$2" "$work/good-drgn" >"$work/drgn"
	look
	ok "$1" is_told "$3"
}

# is_told PATTERN: once, and nothing else.
is_told()
{
	[ "$status" = 1 ] && [ "$(wc -l <"$work/said")" = 1 ] &&
		grep -Eq "^# check-dump: drgn.*$1" "$work/said"
}

is_silent()
{
	[ "$status" = 0 ] && [ ! -s "$work/said" ]
}

is_alone()
{
	[ "$status" = 0 ] && grep -q '^# SKIP no drgn' "$work/said"
}

cp "$work/good-drgn" "$work/drgn"
look
ok agreement_is_silent is_silent
cp "$work/good-crash" "$work/whole-crash"
sed 's/PANIC: \("Kernel.*\)/PANIC: \
bt: invalid structure member offset: mm_struct_mmap\
    FILE: memory.c  LINE: 4007  FUNCTION: vm_area_dump()\
\
\1/' "$work/whole-crash" >"$work/good-crash"
look
ok an_error_within_the_string_is_left_out is_silent
sed -i 's/"Kernel panic/"Kernel/' "$work/good-crash"
look
ok a_missing_string_of_crash_is_told grep -q 'panic string' "$work/said"
cp "$work/whole-crash" "$work/good-crash"
tells another_process_is_told s/117/118/ \
	': panicking task: found PID: 118, crash has PID: 117'
tells another_release_is_told 's/6.1.0/6.1.1/' ': release: found .*6\.1\.1-test'
tells another_cpu_is_told 's/^CPU: 1/CPU: 0/' ': panicking CPU: not found'
tells a_missing_frame_is_told /sysrq_handle/d ': backtrace: not found'
tells a_missing_string_is_told /panic.-/d ': panic string: not found'

sed '/^#[012]/d; s/^#3 /#0 /' "$work/good-drgn" >"$work/drgn"
look
ok a_trace_that_begins_late_is_told [ "$(grep -c backtrace "$work/said")" = 2 ]
echo '    [exception RIP: write_sysrq_trigger+36]' >>"$work/good-crash"
look
ok a_trap_may_begin_it is_silent

sed 's/"sh"/"bash"/' "$work/good-drgn" >"$work/drgn"
look --trigger at --message 'sysrq trig' --task '.*'
ok another_command_is_told is_told ': panicking task: found COMMAND: "bash"'

cp "$work/good-drgn" "$work/drgn"
look --no-crash
ok drgn_alone_is_a_judge is_silent
sed 's/"sh"/"bash"/' "$work/good-drgn" >"$work/drgn"
look --no-crash
ok drgn_alone_tells is_told ': panicking task: not found'

rm "$work/drgn"
look --trigger at --task '.*' --cpu any
ok a_dump_that_drgn_cannot_open_is_told \
	grep -q '^# check-dump: drgn failed on .*FaultError: short read' \
	"$work/said"

# This system's python may have drgn: hide the tree's, and ask another.
rm "$tree/usr/bin/drgn"
KDP_PYTHON=/nonexistent look
ok no_drgn_is_said is_alone
echo "1..$count"
[ "$failed" = 0 ]
