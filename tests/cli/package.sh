#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# package.sh - what the Debian package does to kexec-tools' file; prints TAP.
#
# dpkg installs, upgrades and removes in a file system of its own, below a
# directory: kdump-prep's package, with the maintainer scripts that it has, and
# two that stand for kexec-tools, with its file as /sbin/kexec, as Debian 12
# has it, and as /usr/sbin/kexec, as later ones do.  /sbin is a link to
# usr/sbin, so both are one file.

set -eu

PATH=$PATH:/usr/sbin:/sbin
top_srcdir=${top_srcdir:-.}
dir=tests/cli/package
count=0
bad=0

if ! command -v dpkg-shlibdeps >/dev/null; then
	echo '1..0 # SKIP dpkg-dev is not installed'
	exit 0
fi
rm -rf $dir
mkdir -p $dir/fs/usr/sbin $dir/fs/var/lib/dpkg/info $dir/fs/var/lib/dpkg/updates
ln -s usr/sbin $dir/fs/sbin
: >$dir/fs/var/lib/dpkg/status
: >$dir/fs/var/lib/dpkg/available
fs=$(cd $dir/fs && pwd)
trap 'rm -rf $dir' EXIT

# the_dpkg ARGUMENT...: without root, on that file system.
the_dpkg()
{
	dpkg --root="$fs" --log=/dev/null --force-not-root --force-depends \
		--force-script-chrootless --force-downgrade --force-bad-path \
		"$@" >$dir/dpkg.log 2>&1
}

# pack NAME VERSION: $dir/tree becomes the package $dir/VERSION.deb.
pack()
{
	mkdir $dir/tree/DEBIAN
	printf '%s\n' "Package: $1" "Version: $2" 'Architecture: all' \
		'Maintainer: none <root@localhost>' \
		"Description: stands for $1" >$dir/tree/DEBIAN/control
	dpkg-deb --root-owner-group --build $dir/tree "$dir/$2.deb" >/dev/null
	rm -rf $dir/tree
}

# make_base: so that no directory goes with its last file.
make_base()
{
	mkdir -p $dir/tree/usr/sbin $dir/tree/sbin
	: >$dir/tree/usr/sbin/one
	: >$dir/tree/sbin/other
	pack base-files 1
}

# make_kexec_tools VERSION PATH: with a file there that has the version in it.
make_kexec_tools()
{
	mkdir -p "$dir/tree/${2%/*}"
	echo "kexec-tools $1" >"$dir/tree/$2"
	pack kexec-tools "$1"
}

make_ours()
{
	mkdir -p $dir/tree/usr/sbin $dir/tree/usr/share/man
	cp kdump-prep/kdump-prep $dir/tree/usr/sbin
	"$top_srcdir/scripts/build-deb" --root $dir/tree --version 1 \
		--out $dir/out >$dir/build.log 2>&1
	mv $dir/out/*.deb $dir/ours.deb
	rm -rf $dir/tree
}

# theirs VERSION: kexec is that, and nothing of ours is left.
theirs()
{
	[ ! -L "$fs/sbin/kexec" ] &&
		[ "$(cat "$fs/sbin/kexec")" = "kexec-tools $1" ] &&
		[ ! -e "$fs/sbin/kdump-prep" ] &&
		[ -z "$(find "$fs/usr/sbin" -name 'kexec.*')" ] &&
		! dpkg-divert --root "$fs" --list | grep -q kexec
}

# ours VERSION: kexec is kdump-prep, and theirs is beside it, once, where
# kdump-prep looks for it.
ours()
{
	[ "$(readlink "$fs/sbin/kexec")" = kdump-prep ] &&
		[ -x "$fs/sbin/kdump-prep" ] || return 1
	set -- "$1" "$fs"/usr/sbin/kexec.*
	[ $# = 2 ] && [ "$(cat "$2")" = "kexec-tools $1" ] &&
		grep -q "\"/.*sbin/${2##*/}\"" \
			"$top_srcdir/kdump-prep/kexec_real.c"
}

# step NAME STATE VERSION ARGUMENT...: of dpkg, and how things are then.
step()
{
	name=$1
	state=$2
	version=$3
	shift 3
	count=$((count + 1))
	if the_dpkg "$@" && $state "$version"; then
		echo "ok $count - $name"
		return
	fi
	echo "not ok $count - $name"
	sed 's/^/# /' $dir/dpkg.log
	find "$fs/usr/sbin" -name 'k*' -ls | sed 's/^/# /'
	bad=$((bad + 1))
}

make_base
make_kexec_tools 12 sbin/kexec
make_kexec_tools 13 usr/sbin/kexec
make_ours
the_dpkg -i $dir/1.deb

step 'kexec-tools of Debian 12' theirs 12 -i $dir/12.deb
step 'kdump-prep comes' ours 12 -i $dir/ours.deb
step 'kdump-prep is upgraded' ours 12 -i $dir/ours.deb
step 'kexec-tools is installed once more' ours 12 -i $dir/12.deb
step 'kdump-prep goes' theirs 12 -r kdump-prep
step 'kdump-prep comes back' ours 12 -i $dir/ours.deb
step 'kexec-tools is upgraded to another name' ours 13 -i $dir/13.deb
step 'kexec-tools is installed once more, so' ours 13 -i $dir/13.deb
step 'kdump-prep goes after that' theirs 13 -r kdump-prep
step 'kdump-prep comes to the new name' ours 13 -i $dir/ours.deb
step 'kexec-tools is downgraded' ours 12 -i $dir/12.deb
step 'kdump-prep is purged' theirs 12 -P kdump-prep
the_dpkg -P kexec-tools || :
the_dpkg -i $dir/ours.deb || :
step 'kexec-tools comes to kdump-prep' ours 13 -i $dir/13.deb
step 'kdump-prep goes in the end' theirs 13 -r kdump-prep
echo "1..$count"
[ $bad = 0 ]
