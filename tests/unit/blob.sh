#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Proves of purgatory's build: the image passes purgatory/check-blob, check-blob
# finds what it is for, the builder's CFLAGS do not reach the image, and an
# image built twice is the same.
set -eu
: "${top_srcdir:?}" "${top_builddir:?}" # set by the Makefile

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
check=$top_srcdir/purgatory/check-blob
elf=$top_builddir/purgatory/purgatory.elf
image=$top_builddir/purgatory/purgatory.bin
count=0
bad=0

tap()
{
	count=$((count + 1))
	if [ "$1" = 0 ]; then
		echo "ok $count - $2"
	else
		bad=1
		echo "not ok $count - $2"
	fi
}

# Whether check-blob refuses ELF and says why.
refused()
{
	message=$(sh "$check" "$@" 2>&1 >/dev/null) && return 1
	echo "# $message"
}

result=0
sh "$check" "$elf" "$image" || result=1
tap $result image_passes_its_check

# An executable of the C library has relocations and more sections.
result=0
refused "$(command -v env)" || result=1
tap $result host_program_is_refused

cp "$image" "$work/longer"
echo >>"$work/longer"
result=0
refused "$elf" "$work/longer" || result=1
tap $result wrong_file_size_is_refused

# Writes a file with one more function to link: $1 body
with()
{
	printf '%s\n' "$1" >"$work/extra.c"
	${CC:-cc} -m64 -O2 -ffreestanding -fPIE -fno-asynchronous-unwind-tables \
		-fcf-protection=none -fno-stack-protector \
		-c -o "$work/extra.o" "$work/extra.c" 2>"$work/cc.log" ||
		{ sed 's/^/# /' "$work/cc.log"; return 2; }
	${LD:-ld} -m elf_x86_64 -pie --no-dynamic-linker -z text \
		-z noexecstack -z norelro --orphan-handling=error \
		--no-undefined --build-id=none \
		-T "$top_srcdir/purgatory/purgatory.lds" -o "$work/extra.elf" \
		"$top_builddir"/purgatory/*.pgo "$work/extra.o" \
		2>"$work/ld.log"
}

result=0
with 'int kdp_extra(int a) { return a + 1; }' || result=1
sh "$check" "$work/extra.elf" || result=1
tap $result harmless_function_links

result=0
with 'double kdp_extra(double a) { return a * 2; }' || result=1
refused "$work/extra.elf" || result=1
tap $result sse_is_refused

result=0
with 'int kdp_a(void); int kdp_b(void);
int (*const kdp_extra[])(void) = { kdp_a, kdp_b };
int kdp_a(void) { return 1; } int kdp_b(void) { return 2; }' && result=1
tap $result table_of_addresses_does_not_link

result=0
with 'int kdp_none(void); int kdp_extra(void) { return kdp_none(); }' &&
	result=1
tap $result undefined_function_does_not_link

result=0
with 'int kdp_extra __attribute__((section("stray"))) = 1;' && result=1
tap $result orphan_section_does_not_link

# The rules once more, with flags as distributions and profilers set them.
mkdir -p "$work/purgatory"
result=0
${MAKE:-make} -s -f "$top_builddir/Makefile" -C "$work" \
	top_srcdir="$top_srcdir" srcdir="$top_srcdir" VPATH="$top_srcdir" \
	AUTOMAKE=: ACLOCAL=: AUTOCONF=: AUTOHEADER=: \
	CFLAGS='-O2 -fstack-protector-all -fcf-protection -fPIE -pg -flto' \
	CPPFLAGS='-D_FORTIFY_SOURCE=3' LDFLAGS='-Wl,-z,now -flto' \
	purgatory/purgatory.bin >"$work/make.log" 2>&1 || {
	sed 's/^/# /' "$work/make.log"
	result=1
}
cmp "$image" "$work/purgatory/purgatory.bin" || result=1
tap $result builders_flags_do_not_reach_the_image

echo "1..$count"
exit $bad
