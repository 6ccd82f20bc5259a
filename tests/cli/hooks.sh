#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Proves of scripts/hooks: a kernel that is installed is wrapped and signed by
# both kinds of hook, one that is removed is forgotten; without a configuration
# nothing happens; without a key, a certificate or sbsign there is a message,
# no image, and no failure of the kernel's installation.
set -eu

bin=$(cd "${top_builddir:?}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM

mkdir "$work/bin" "$work/run" "$work/postinst.d" "$work/postrm.d"
cp "$bin/scripts/hooks/zz-kdump-prep" "$work/postinst.d"
cp "$bin/scripts/hooks/zz-kdump-prep" "$work/postrm.d"
cp "$bin/scripts/hooks/90-kdump-prep.install" "$work"
(cd "$work/run" && "$bin/tests/cli/fixture") || exit 99
kernel=$work/run/vmlinuz
# A signature that can be told: the output is the input and a line.
cat >"$work/sbsign" <<'END'
#!/bin/sh
{ cat "$7"; echo signed with "$2" and "$4"; } >"$6"
END
chmod +x "$work/sbsign" "$work/postinst.d/zz-kdump-prep" \
	"$work/postrm.d/zz-kdump-prep" "$work/90-kdump-prep.install"
KDUMP_PREP=$bin/kdump-prep/kdump-prep
KDUMP_PREP_WRAP_KERNEL=$work/wrap-kernel
KDUMP_PREP_WRAP_CONF=$work/wrap.conf
KDUMP_PREP_WRAP_DIR=$work/images
export KDUMP_PREP KDUMP_PREP_WRAP_KERNEL KDUMP_PREP_WRAP_CONF
export KDUMP_PREP_WRAP_DIR
cp "$bin/scripts/hooks/wrap-kernel" "$work"
chmod +x "$work/wrap-kernel"
image=$work/images/vmlinuz-6.1.wrapped
plain_path=$PATH
PATH=$work/bin:$PATH
count=0

# verdict NAME CONDITION...: the condition is a command.
verdict()
{
	name=$1
	shift
	count=$((count + 1))
	"$@" || printf 'not '
	printf 'ok %d - %s\n' "$count" "$name"
}

# says PATTERN: on stderr of the last hook, which had status 0.
says()
{
	[ "$status" = 0 ] && grep -q -- "$1" "$work/err" && [ ! -e "$image" ]
}

is_signed()
{
	[ "$status" = 0 ] && grep -q "^signed with $work/key" "$image" &&
		"$KDUMP_PREP" unwrap "$image" -o "$work/back" &&
		cmp -s "$work/back" "$kernel"
}

is_gone()
{
	[ "$status" = 0 ] && [ ! -e "$image" ]
}

hook()
{
	status=0
	"$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
}

hook "$work/postinst.d/zz-kdump-prep" 6.1 "$kernel"
verdict 'without a configuration nothing is done' \
	test "$status$(cat "$work/err")" = 0 -a ! -e "$work/images"
echo "KEY=$work/key" >"$work/wrap.conf"
hook "$work/postinst.d/zz-kdump-prep" 6.1 "$kernel"
verdict 'a missing certificate is told' says 'has no CERT='
echo "CERT=$work/cert" >>"$work/wrap.conf"
hook "$work/postinst.d/zz-kdump-prep" 6.1 "$kernel"
verdict 'a key that is not there is told' says "$work/key cannot be read"
touch "$work/key" "$work/cert"
if ! PATH=$plain_path command -v sbsign >/dev/null; then
	hook "$work/postinst.d/zz-kdump-prep" 6.1 "$kernel"
	verdict 'a missing sbsign is told' says 'sbsign is not installed'
fi
mv "$work/sbsign" "$work/bin"
hook "$work/postinst.d/zz-kdump-prep" 6.1 "$kernel"
verdict 'an installed kernel is wrapped and signed' is_signed
hook "$work/postrm.d/zz-kdump-prep" 6.1 "$kernel"
verdict 'a removed kernel is forgotten' is_gone
hook "$work/90-kdump-prep.install" add 6.1 /boot/x "$kernel" /boot/initrd
verdict 'so it is by kernel-install' is_signed
hook "$work/postinst.d/zz-kdump-prep" 6.1 "$work/run/vmlinuz-short"
verdict 'what is no kernel is told, and the old image is gone' \
	says 'kernel 6.1 is not wrapped'
hook "$work/90-kdump-prep.install" add 6.1 /boot/x "$kernel"
hook "$work/90-kdump-prep.install" remove 6.1 /boot/x
verdict 'and forgotten by kernel-install' is_gone
hook "$work/wrap-kernel" add ../6.1 "$kernel"
verdict 'a release that is a path is refused' test "$status" = 2
echo "1..$count"
