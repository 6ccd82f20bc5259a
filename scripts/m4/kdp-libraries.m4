dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl Libraries that the build can do without.

dnl KDP_OPTIONAL_LIBRARY(NAME, PREFIX, MODULE, WHAT): PREFIX_CFLAGS,
dnl PREFIX_LIBS and HAVE_PREFIX where the library is there.  --with-NAME makes
dnl its absence an error, --without-NAME leaves it out.
AC_DEFUN([KDP_OPTIONAL_LIBRARY], [
  AC_ARG_WITH([$1],
    [AS_HELP_STRING([--without-$1], [do not unpack $4])],
    [], [with_$1=auto])
  AS_CASE([$with_$1],
    [no], [],
    [yes], [PKG_CHECK_MODULES([$2], [$3], [with_$1=found])],
    [PKG_CHECK_MODULES([$2], [$3], [with_$1=found],
      [AC_MSG_WARN([$3 is missing: kdump-prep will not unpack $4])])])
  AS_IF([test "$with_$1" = found],
    [AC_DEFINE([HAVE_$2], [1], [Whether $4 can be unpacked.])])])

KDP_OPTIONAL_LIBRARY([xz], [LZMA], [liblzma], [kernels packed with xz and lzma])
KDP_OPTIONAL_LIBRARY([zstd], [ZSTD], [libzstd], [kernels packed with zstd])
KDP_OPTIONAL_LIBRARY([lz4], [LZ4], [liblz4], [kernels packed with lz4])
KDP_OPTIONAL_LIBRARY([lzo], [LZO], [lzo2], [dumps packed with lzo])
