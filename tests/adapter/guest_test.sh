#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# guest_test.sh - the adapter's guest with suites of a few lines.
#
# Proves, without a guest, python or network: 1. kselftest's programs run twice,
# the second time with "--load" made "--load-panic", and each of their statuses
# is told as what it means; 2. vmtest's first part runs with the preloaded system
# call, and is a failure when it returns; 3. in the second kernel its tests run,
# and their status is the verdict; 4. an unknown suite is refused.

set -eu

guest=${top_srcdir:?}/tests/adapter/guest
# shellcheck source=tests/tap.sh
. "${top_srcdir:?}/tests/tap.sh"

# The loader: says how it was called.
cat >"$work/kexec" <<END
#!/bin/sh
echo "\$@" >>"$work/called"
[ ! -e "$work/fails" ]
END
kexec_tests=$work/tree/tools/testing/selftests/kexec
mkdir -p "$kexec_tests" "$work/drgn"
cat >"$kexec_tests/test_kexec_load.sh" <<'END'
kexec --load /boot/vmlinuz || { echo 'kexec_load failed [FAIL]'; exit 1; }
kexec --unload
echo 'kexec_load succeeded [PASS]'
END
cat >"$kexec_tests/test_kexec_file_load.sh" <<'END'
kexec --load --kexec-file-syscall /boot/vmlinuz
echo 'pesign not found'
exit 4
END
# What stands for python: says how it was called.
cat >"$work/python" <<END
#!/bin/sh
echo "\$LD_PRELOAD \$KDP_ADAPTER_KEXEC \$*" >>"$work/called"
case \$* in *'import pytest'*) exit 1 ;; esac
exit \$(cat "$work/status")
END
chmod +x "$work/kexec" "$work/python"
export KDP_ADAPTER_KEXEC="$work/kexec" KDP_ADAPTER_PRELOAD="" PYTHON="$work/python"
export KDP_ADAPTER_VMCORE="$work/vmcore"

go()
{
	: >"$work/called"
	status=0
	"$guest" "$@" >"$work/said" 2>&1 || status=$?
}

# is FILE TEXT
is()
{
	[ "$(grep -v '^#' "$work/$1")" = "$2" ]
}

passes='ok 1 - test_kexec_load.sh, boot
ok 2 - test_kexec_file_load.sh, boot # SKIP pesign not found
ok 3 - test_kexec_load.sh, crash
ok 4 - test_kexec_file_load.sh, crash # SKIP pesign not found
1..4'
go kselftest "$work/tree"
ok kselftest_is_told is said "$passes"
ok both_ways_are_loaded is called '--load /boot/vmlinuz
--unload
--load --kexec-file-syscall /boot/vmlinuz
--load-panic /boot/vmlinuz
-p --unload
--load-panic --kexec-file-syscall /boot/vmlinuz'
go kselftest "$kexec_tests"
ok its_own_directory_will_do is said "$passes"
touch "$work/fails"
go kselftest "$work/tree"
rm "$work/fails"
ok failure_is_told grep -q '^not ok 3 - test_kexec_load.sh, crash' "$work/said"
ok its_words_are_kept grep -q '^#   kexec_load failed' "$work/said"

echo 0 >"$work/status"
go vmtest "$work/drgn"
ok vmtest_loads_by_our_call is called \
	" $work/kexec -Bm vmtest.enter_kdump"
ok survival_is_a_failure is said \
	'not ok 1 - vmtest.enter_kdump enters the second kernel
1..1'
touch "$work/vmcore"
go vmtest "$work/drgn"
ok second_kernel_runs_the_tests is said 'ok 1 - tests/linux_kernel/vmcore
1..1'
ok tests_are_the_suites grep -q 'unittest .*tests/linux_kernel/vmcore' \
	"$work/called"
for code in 1 4; do
	echo $code >"$work/status"
	go vmtest "$work/drgn"
	ok "status_${code}_of_the_tests_is_a_failure" \
		grep -q '^not ok 1' "$work/said"
done
go another "$work/drgn"
ok another_suite_is_refused [ "$status" = 2 ]
echo "1..$count"
[ "$failed" = 0 ]
