#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# matrix_test.sh - scripts/matrix on guests that only pretend.
#
# Proves, without QEMU and kernels: 1. two plans with one seed are the same,
# and another seed gives another; 2. a guest that hangs, a truncated dump and
# one without its record are each reported as what they are, by the harness's
# own vm and check-dump; 3. a run that was interrupted goes on with the cells
# that have no result, and takes no harness error for one; 4. --count and --hours
# end the plan, and shares divide it; 5. what is lost is told, and is the exit
# status.

set -eu

matrix=${top_srcdir:?}/scripts/matrix
# shellcheck source=tests/tap.sh
. "${top_srcdir:?}/tests/tap.sh"
# The programs below look at the plan that the test makes of it.
export work program top_srcdir top_builddir

# What tests/crash/run does, with guests that say what "script" has for the
# cell, one that hangs where it has nothing.
cat >"$work/run" <<'END'
#!/bin/sh
set -eu
number=0
while [ $# -gt 0 ]; do
	case $1 in
	--drgn) shift; continue ;;
	--cases) cases=$2 ;;
	--out) out=$2 ;;
	--same-images) shift; continue ;;
	--vm) vm=$2 ;;
	--case)
		loader=$(sed -n "/^\[$2\]/,/^$/ s/^loaders = //p" "$cases")
		dir=$out/$2-$loader-1
		mkdir -p "$dir/dump"
		script=$(sed -n "s/^$2: //p" "$work/script")
		found=$("$vm" --out "$dir" --memory 1 --limit 5 -- \
			"$top_srcdir/tests/crash/fake-qemu" \
			"${script:-@first @loaded @crash quiet}")
		number=$((number + 1))
		verdict=ok
		[ ! -e "$work/checks" ] || [ "$found" != DUMP ] ||
			sh "$work/checks" "$dir/dump" || verdict='not ok'
		echo "$verdict $number - $2, $loader: $found"
		echo "#   outcome=$found"
		[ ! -e "$work/interrupt" ] || exit 1
		;;
	esac
	shift 2
done
END
chmod +x "$work/run"

# go [OPTION...]: two cells unless told otherwise.
go()
{
	status=0
	"$matrix" --build="$top_builddir" --out="$work/out" --cells=ci \
		--run="$work/run" --results="$work/results" "$@" \
		>"$work/said" 2>&1 || status=$?
}

results()
{
	[ "$(sed -n 's/.*"outcome":"\([^"]*\)".*/\1/p' "$work/results" |
		tr '\n' ' ')" = "$1" ] || {
		sed 's/^/# /' "$work/results" "$work/said"
		return 1
	}
}

plan()
{
	"$matrix" --build="$top_builddir" --plan --results=/dev/null "$@"
}

differ()
{
	! cmp -s "$1" "$2"
}

is()
{
	[ "$1" = "$2" ] || {
		echo "# found $1, expected $2"
		return 1
	}
}

plan --seed=5 >"$work/first"
plan --seed=5 >"$work/second"
plan --seed=6 >"$work/other"
ok one_seed_gives_one_plan cmp "$work/first" "$work/second"
ok another_seed_gives_another differ "$work/first" "$work/other"
ok plan_tells_what_is_missing grep -q '^# missing: machine ' "$work/first"
plan --hours=0.1 >"$work/short"
ok hours_end_the_plan is "$(grep -c 'to run$' "$work/short")" 8
plan --count=3 >"$work/short"
ok count_ends_the_plan is "$(grep -c 'to run$' "$work/short")" 3

up='@first @loaded @crash'
good="$up @second @saved @done quiet"

# The first two cells are kexec's, the third is ours.
cat >"$work/script" <<END
sysrq_quiet_q35_kexec_6.1: $good
sysrq_quiet_q35_kexec-file_6.1: $up reset
sysrq_quiet_q35_purgatory_6.1: $good
END
touch "$work/interrupt"
go --count=3
rm "$work/interrupt"
ok interrupted_run_keeps_what_it_has results 'DUMP '
go --count=1
ok next_run_goes_on results 'DUMP RESET '
ok lost_control_is_no_failure is "$status" 0
ok good_run_leaves_nothing is \
	"$(ls "$work/out/1")" sysrq_quiet_q35_kexec-file_6.1-kexec-file-1
ok lost_run_leaves_its_evidence \
	test -s "$work/out/1/sysrq_quiet_q35_kexec-file_6.1-kexec-file-1/state.txt"

# The hang is that of a cell of ours, for which there is no script.
: >"$work/script"
go --count=1
ok planted_hang_is_a_hang results 'DUMP RESET HANG '
ok hang_is_classified \
	grep -q '"class":"silent before the second kernel.s init' "$work/results"
ok lost_dump_is_the_exit_status is "$status" 1
ok lost_dump_is_told \
	grep -q '^lost: sysrq_quiet_q35_purgatory_6.1: HANG' "$work/said"

# A harness error is kept and is no result.
echo 'sysrq_quiet_q35_wrapped_6.1: @first quiet' >"$work/script"
go --count=1
echo "sysrq_quiet_q35_wrapped_6.1: $good" >"$work/script"
go --count=1
ok harness_error_is_run_again results 'DUMP RESET HANG HARNESS-ERROR DUMP '

# A dump cut short: crash says so, and check-dump finds nothing else.
mkdir "$work/bin"
printf '#!/bin/sh\necho "crash: read error"; exit 1\n' >"$work/bin/crash"
cat >"$work/bin/readelf" <<'END'
#!/bin/sh
echo '  LOAD 0x1000'
echo '  CORE NT_PRSTATUS'
END
chmod +x "$work/bin/crash" "$work/bin/readelf"
PATH=$work/bin:$PATH
cat >"$work/checks" <<'END'
for file in dump.kdump dump.elf vmcore.head; do
	head -c 5000 /dev/zero >"$1/$file"
done
"$top_srcdir/tests/crash/check-dump" --vmlinux none --only-crash "$1"
END
echo "panic_quiet_i440fx_purgatory_6.1: $good" >"$work/script"
go --count=1
ok truncated_dump_is_bad \
	results 'DUMP RESET HANG HARNESS-ERROR DUMP BAD-DUMP '
ok truncated_dump_is_kept test -s \
	"$work/out/1/panic_quiet_i440fx_purgatory_6.1-kdump-prep-1/dump/dump.kdump"

# The same dump, which nobody opens, has no record of purgatory.
# shellcheck disable=SC2016 # for that script
sed -i 's|--only-crash|--no-crash --kdump-prep "$program"|' "$work/checks"
echo "panic_quiet_cpu3_wrapped_6.1: $good" >"$work/script"
go --count=1
ok missing_record_is_told \
	results 'DUMP RESET HANG HARNESS-ERROR DUMP BAD-DUMP NO-RECORD '

# The shares have all cells between them, and none twice.
for share in 1/3 2/3 3/3; do
	plan --cells=ci --share=$share
done | sed -n '/to run$/p' | sort >"$work/shares"
plan --cells=ci | sed -n '/to run$/p' | sort >"$work/whole"
ok shares_make_up_the_plan cmp "$work/shares" "$work/whole"

# Both jobs append to the same file.
rm "$work/checks"
cat >"$work/script" <<END
sysrq_quiet_efi_purgatory_6.1: $good
sysrq_quiet_high_purgatory_6.1: $good
sysrq_quiet_vtd_wrapped_6.1: $good
END
go --count=3 --jobs=2
ok two_jobs_share_the_cells is "$(tail -n 3 "$work/results" |
	grep -c '"outcome":"DUMP"')" 3

go --count=1 --cells=none
ok wrong_usage_is_refused is "$status" 2
echo "1..$count"
