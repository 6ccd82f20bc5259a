#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Proves of "kdump-prep verify": one line of a whole vmcore, or JSON; one line
# on stderr and status 1 of one that was cut short, or not finished, or that is
# of another kernel, and 3 of one that lacks pages of the kernel; and of
# "kdump-prep mkimage": it refuses what the second kernel could not write to, and
# names what is missing.
set -eu

program=${top_builddir:?}/kdump-prep/kdump-prep
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"$top_builddir/tests/unit/make_samples" "$tmp"
count=0

# check NAME STATUS STDOUT STDERR COMMAND ARGUMENT...: of files in $tmp, which
# are given, and shown, without it.
check()
{
	name=$1
	want=$2
	printf '%s' "${3:+$3
}" >"$tmp/want-out"
	printf '%s' "${4:+kdump-prep: $5: $4
}" >"$tmp/want-err"
	shift 4
	status=0
	(cd "$tmp" && "$program" "$@" >out 2>err) || status=$?
	count=$((count + 1))
	if [ "$status" != "$want" ] || ! cmp -s "$tmp/out" "$tmp/want-out" ||
	   ! cmp -s "$tmp/err" "$tmp/want-err"; then
		printf '# status %s, expected %s\n' "$status" "$want"
		sed 's/^/# /' "$tmp/out" "$tmp/err"
		printf 'not '
	fi
	printf 'ok %d - %s\n' "$count" "$name"
}

case $program in
/*) ;;
*) program=$PWD/$program ;;
esac

check 'a whole dump' 0 'dump: complete, kernel 6.1.0-56-amd64, '\
'kdump-compressed (zlib), 3 pages of 512 bytes, with a crash-path record' '' \
	verify dump
check 'as JSON' 0 '{
  "file":"dump",
  "format":"kdump",
  "release":"6.1.0-56-amd64",
  "build_id":"eb4fbcd037e7",
  "size":8444,
  "packing":"zlib",
  "pages":3,
  "page_size":512,
  "level":0,
  "record":true
}' '' verify --json dump
corpus=$(cd "${top_srcdir:?}/tests/fuzz/corpus/verify" && pwd)
cp "$corpus/lacks" "$corpus/lacks-flat" "$corpus/gaps-flat" "$tmp"
sed 's/compound_info/compound_fact/' "$corpus/gaps-flat" >"$tmp/unknown"
lacks=': page frame 0xb is missing, and is one piece with the page before it, '\
'which is there: makedumpfile did not know the pages of this kernel; have a '\
'newer one, or keep the pages of users by -d 23, not 31'
complete='complete, kernel 7.2.13, kdump-compressed (zlib), 11 pages of 4096 '\
'bytes, no crash-path record'
why='the kernel does not tell where its struct pages are, as Linux does from '\
'6.10 on'
check 'one that lacks pages of the kernel' 3 '' "lacks$lacks" verify lacks
check 'one that is flattened' 3 '' "lacks-flat$lacks" verify lacks-flat
check 'one that lacks none' 0 "gaps-flat: $complete" '' verify gaps-flat
check 'one of which that is not known' 0 \
	"unknown: $complete; what dump level 31 left out was not checked: $why" \
	'' verify unknown
check 'as JSON' 0 '{
  "file":"unknown",
  "format":"kdump",
  "release":"7.2.13",
  "build_id":"eb4fbcd037e7",
  "size":17119,
  "packing":"zlib",
  "pages":11,
  "page_size":4096,
  "level":31,
  "unchecked":"'"$why"'",
  "record":false
}' '' verify --json unknown
check 'one that was cut short' 1 '' 'dump-cut: cut short: page 0x2 of the '\
'file is at 0x20f7, the file ends at 0x20fb' verify dump-cut
check 'one that is not finished' 1 '' 'dump-incomplete: incomplete: '\
'makedumpfile says that it could not write all of it' verify dump-incomplete
check 'an ELF vmcore that was cut short' 1 '' \
	'elf: cut short: memory ends at 0x10000010000, the file at 0x1160' \
	verify elf
check 'a record' 1 '' 'sealed: a crash-path record, no vmcore' verify sealed
check 'no kernel to compare with' 1 '' 'dump: no ELF file with a build ID' \
	verify --vmlinux=dump dump
check 'no file' 1 '' 'none: No such file or directory' verify none
check 'no argument' 2 '' 'name the vmcore to verify' verify

check 'no target' 2 '' 'name a --target' mkimage image
check 'a target of no kind' 2 '' \
	'target "x:y": expected local:, raw:, dmesg:, ssh: or nfs:' \
	mkimage --target=x:y image
check 'a target without a network' 2 '' \
	'target "nfs:192.0.2.9:/srv,/" needs a --network' \
	mkimage --target=nfs:192.0.2.9:/srv --makedumpfile="$program" image
check 'a server out of reach' 2 '' 'target "ssh:a@192.0.3.9:22,/srv": not in '\
'the network of --network, which has no gateway' \
	mkimage --target=ssh:a@192.0.3.9,/srv --makedumpfile="$program" \
	--network=52:54:00:12:34:56,192.0.2.5/24 image
check 'no modules' 1 '' 'none/modules.dep: No such file or directory' \
	mkimage --target=raw:/dev/none --modules=none --init="$program" \
	--makedumpfile="$program" image
# What a measurement needs is looked for before there is an image.
printf '#!/bin/sh\nPATH=/none exec %s "$@"\n' "$program" >"$tmp/without-path"
chmod +x "$tmp/without-path"
plain=$program
program=$tmp/without-path
check 'no QEMU to measure with' 4 '' \
	'qemu-system-x86_64 is not installed; a rehearsal needs it' \
	mkimage --measure --target=raw:/dev/none --modules=none \
	--init="$program" --makedumpfile="$program" image
program=$plain
# A package is installed to another prefix than the one that was configured.
mkdir -p "$tmp/prefix/sbin" "$tmp/prefix/libexec/kdump-prep"
cp "$program" "$tmp/prefix/sbin/kdump-prep"
cp "$program" "$tmp/prefix/libexec/kdump-prep/capture"
program=$tmp/prefix/sbin/kdump-prep
check 'programs beside this one' 1 '' \
	'none/modules.dep: No such file or directory' \
	mkimage --target=raw:/dev/none --modules=none \
	--makedumpfile="$program" image
echo "1..$count"
