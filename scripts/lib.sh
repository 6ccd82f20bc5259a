# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# lib.sh - what scripts/demo and scripts/check share; sourced, not run.
#
# The caller sets "top" to the top of the tree.

KDP_BUILD=${KDP_BUILD:-$top/build}
KDP_CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/kdump-prep
export KDP_BUILD KDP_CACHE

# What building needs, and what running the tests needs on top.
# shellcheck disable=SC2034 # for the scripts that source this
KDP_BUILD_PACKAGES="autoconf automake binutils gcc libc6-dev libelf-dev
	libjson-c-dev liblz4-dev liblzma-dev liblzo2-dev libssl-dev libzstd-dev
	make pkg-config zlib1g-dev"
# shellcheck disable=SC2034
KDP_VM_PACKAGES="busybox-static ca-certificates cpio crash dpkg-dev
	e2fsprogs kmod makedumpfile openssl ovmf python3-drgn qemu-system-x86
	sbsigntool systemd-boot-efi xz-utils"
# shellcheck disable=SC2034
KDP_CHECK_PACKAGES="clang cppcheck git libclang-rt-14-dev mandoc mmdebstrap
	shellcheck"

say()
{
	printf '%s\n' "$*"
}

die()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# as_root COMMAND [ARG ...]: run it as root, by sudo where needed.
as_root()
{
	if [ "$(id -u)" = 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		die "needs root or sudo to run: $*"
	fi
}

# need_packages NAME ...: install the packages that are missing.
need_packages()
{
	missing=
	for package in "$@"; do
		status=$(dpkg-query -W -f '${db:Status-Status}' \
			"$package" 2>/dev/null) || status=
		[ "$status" = installed ] || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	say "installing:$missing"
	as_root apt-get update -q >"$KDP_BUILD/apt.log" 2>&1 ||
		die "apt-get update failed, see $KDP_BUILD/apt.log"
	# shellcheck disable=SC2086 # a list of package names
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -q --no-install-recommends $missing \
		>>"$KDP_BUILD/apt.log" 2>&1 ||
		die "apt-get install failed, see $KDP_BUILD/apt.log"
}

# need_space DIR GIB: say at the start, not in the middle, that it is too full.
need_space()
{
	mkdir -p "$1"
	free=$(df -Pk "$1" | awk 'NR == 2 { print int($4 / 1048576) }')
	[ "$free" -ge "$2" ] ||
		die "$1: the run needs $2 GiB there, and $free GiB are free"
}

# bootstrap: make configure from configure.ac.
bootstrap()
{
	newer=$(find "$top/configure" -newer "$top/configure.ac" \
		-newer "$top/Makefile.am" 2>/dev/null) || newer=
	if [ -z "$newer" ]; then
		(cd "$top" && autoreconf -i) >"$KDP_BUILD/autoreconf.log" 2>&1 ||
			die "autoreconf failed, see $KDP_BUILD/autoreconf.log"
	fi
}

# configure_in DIR [ARG ...]: configure a build directory once.
configure_in()
{
	dir=$1
	shift
	mkdir -p "$dir"
	[ ! -f "$dir/Makefile" ] || return 0
	(cd "$dir" && "$top/configure" "$@") >"$dir/configure.log" 2>&1
}

# jobs: processors to use.
jobs_max()
{
	getconf _NPROCESSORS_ONLN
}
