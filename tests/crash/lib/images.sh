# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# images.sh - what the cases of one kernel share, made once; sourced by run.
#
# use_kernel sets "images", the directory of that kernel's, "tree", what
# scripts/fetch-kernel or scripts/build-kernel made, and "kernel".

# make_storm: the storm's module, for the kernel that the system itself has
# headers of, or with options of make's for headers that were made for another
# compiler; prints its path.
make_storm()
{
	headers=$(echo "$tree"/headers/usr/src/linux-headers-*-amd64)
	rm -rf "$images/storm"
	mkdir -p "$images/storm"
	cp "$here"/storm/* "$here/shm.h" "$images/storm"
	make -s -C "$headers" M="$images/storm" "$@" modules \
		>"$images/storm.log" 2>&1 || {
		cat "$images/storm.log" >&2
		return 1
	}
	echo "$images/storm/kdp_storm.ko"
}

# make_crash_irqs: second-kernel/module, for the same; prints its path.
make_crash_irqs()
{
	module=$images/module
	if [ ! -d "$module" ]; then
		headers=$(echo "$tree"/headers/usr/src/linux-headers-*-amd64)
		mkdir -p "$module/purgatory"
		cp -r "$top"/second-kernel/module/* "$module"
		for file in crc32.c crc32.h kdp_abi.h; do
			cp "$top/purgatory/$file" "$module/purgatory"
		done
		make -s -C "$headers" M="$module" W=1 modules \
			>"$module.log" 2>&1 || {
			cat "$module.log" >&2
			return 1
		}
		objcopy --strip-debug "$module/kdp_crash_irqs.ko"
	fi
	echo "$module/kdp_crash_irqs.ko"
}

# use_kernel SUITE: that suite's kernel, or the system's own for "own", from now
# on; its images are made once.
use_kernel()
{
	images=$out/images-$1
	if [ ! -f "$images/tree" ]; then
		mkdir -p "$images"
		rm -rf "$images/module"
		storm=none
		case $1 in
		own)
			tree=$("$top/scripts/fetch-kernel")
			storm=$(make_storm)
			;;
		built-*)
			tree=$("$top/scripts/build-kernel" "${1#built-}")
			storm=$(make_storm)
			;;
		*+headers)
			tree=$("$top/scripts/fetch-kernel" --headers \
				--suite "${1%+headers}")
			# Debian's newer gcc and pahole are not needed here.
			storm=$(make_storm CC=gcc \
				CONFIG_CC_HAS_MIN_FUNCTION_ALIGNMENT= \
				CONFIG_DEBUG_INFO_BTF_MODULES=)
			;;
		*) tree=$("$top/scripts/fetch-kernel" --suite "$1") ;;
		esac
		"$here/mkinitramfs" "$tree" "$storm" "${program:-none}" \
			"$images"
		echo "$tree" >"$images/tree"
	fi
	tree=$(cat "$images/tree")
	kernel=$(echo "$tree"/image/boot/vmlinuz-*)
}

# secure_keys CASE: the keys of its guest and, below, wrapped kernels that are
# signed, made once.
secure_keys()
{
	keys=$images/$(setting "$1" firmware)
	if [ ! -e "$keys/first.img" ]; then
		"$here/mksecure" keys "${keys##*/}" "$keys" &&
			"$here/mksecure" wrapped "$keys" "$kernel" \
				"${kernel##*/vmlinuz-}" "$program" \
				"$keys/first.img"
	fi
	echo "$keys"
}
