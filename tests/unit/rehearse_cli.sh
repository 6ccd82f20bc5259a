#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Proves of "kdump-prep rehearse", without QEMU: what is missing or wrong is
# named in one line, with the status that goes with it, and nothing is left in
# TMPDIR; an emulator that ends at once is told with its own words.
set -eu

program=${top_builddir:?}/kdump-prep/kdump-prep
case $program in
/*) ;;
*) program=$PWD/$program ;;
esac
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/files"
TMPDIR=$tmp/files
export TMPDIR
count=0

# check NAME STATUS MESSAGE ARGUMENT...
check()
{
	name=$1
	want=$2
	printf 'kdump-prep: rehearse: %s\n' "$3" >"$tmp/want"
	shift 3
	status=0
	(cd "$tmp" && "$program" --sysroot="$tmp" rehearse --accel=tcg "$@" \
		>out 2>err) || status=$?
	count=$((count + 1))
	if [ "$status" != "$want" ] || [ -s "$tmp/out" ] ||
	   ! cmp -s "$tmp/err" "$tmp/want" ||
	   [ -n "$(ls -A "$tmp/files")" ]; then
		printf '# status %s, expected %s\n' "$status" "$want"
		sed 's/^/# /' "$tmp/out" "$tmp/err" "$tmp/want"
		find "$tmp/files" -mindepth 1
		printf 'not '
	fi
	printf 'ok %d - %s\n' "$count" "$name"
}

check 'an operand is refused' 2 'unexpected argument "x"' x
check 'an unknown trigger is refused' 2 \
	'--trigger: found "x", expected sysrq, panic or nmi' --trigger=x
check 'an unknown loader is refused' 2 \
	'--loader: found "x", expected kdump-prep, kexec or the path of a kexec' --loader=x
check 'an unknown disk is refused' 2 \
	'--disk: found "x", expected virtio-blk, virtio-scsi, nvme, ahci, ide, megasas, mptsas, lsi or pvscsi' \
	--disk=x --initrd=i
check 'QEMU that is missing is named' 4 \
	'no-such-qemu is not installed; a rehearsal needs it' \
	--initrd=i --qemu=no-such-qemu
check 'QEMU that cannot be run is named' 4 \
	'./no-such-qemu: cannot be run' --initrd=i --qemu=./no-such-qemu

if ! PATH=$PATH:/usr/sbin:/sbin command -v mke2fs >/dev/null; then
	echo "1..$count"
	exit 0
fi
printf '#!/bin/sh\necho "no such machine" >&2\nexit 1\n' >"$tmp/qemu"
chmod +x "$tmp/qemu"
check 'a kernel that is missing is named' 1 \
	'k: No such file or directory' --qemu=./qemu --initrd=i --kernel=k
echo kernel >"$tmp/k"
printf '' >"$tmp/i"
check 'an initrd of others needs a root' 4 \
	"i is not of kdump-prep mkimage, and the command line has no root= to put in place of this machine's" \
	--qemu=./qemu --initrd=i --kernel=k
echo "1..$count"
