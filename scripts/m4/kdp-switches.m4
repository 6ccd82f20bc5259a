dnl SPDX-License-Identifier: GPL-2.0-or-later
dnl The switches of configure: warnings, hardening, sanitizers, fuzzers.

AC_ARG_ENABLE([werror],
  [AS_HELP_STRING([--enable-werror], [treat warnings as errors])],
  [], [enable_werror=no])
AC_ARG_ENABLE([sanitizers],
  [AS_HELP_STRING([--enable-sanitizers],
    [build loader and unit tests with ASan and UBSan])],
  [], [enable_sanitizers=no])
AC_ARG_ENABLE([hardening],
  [AS_HELP_STRING([--disable-hardening],
    [do not add hardening flags to the loader])],
  [], [enable_hardening=yes])
AC_ARG_ENABLE([fuzzers],
  [AS_HELP_STRING([--enable-fuzzers],
    [build the libFuzzer targets, with sanitizers; needs CC=clang])],
  [], [enable_fuzzers=no])

dnl KDP_PROBE_CFLAGS(VARIABLE, FLAGS): append each flag that the compiler takes.
dnl clang only warns of an unknown flag unless told otherwise.
AC_DEFUN([KDP_PROBE_CFLAGS], [
  for kdp_flag in $2; do
    AS_VAR_PUSHDEF([cache], [kdp_cv_cflag_$kdp_flag])
    AC_CACHE_CHECK([whether $CC accepts $kdp_flag], [cache], [
      kdp_saved_cflags=$CFLAGS
      CFLAGS="$CFLAGS -Werror $kdp_flag"
      AC_COMPILE_IFELSE([AC_LANG_SOURCE([int kdp_probe;])],
        [AS_VAR_SET([cache], [yes])], [AS_VAR_SET([cache], [no])])
      CFLAGS=$kdp_saved_cflags])
    AS_VAR_IF([cache], [yes], [$1="$$1 $kdp_flag"])
    AS_VAR_POPDEF([cache])
  done])

KDP_WARNINGS=
KDP_PROBE_CFLAGS([KDP_WARNINGS], [-Wall -Wextra -Wstrict-prototypes \
  -Wmissing-prototypes -Wold-style-definition -Wshadow -Wundef -Wvla \
  -Wformat=2 -Wpointer-arith -Wcast-align -Wwrite-strings -Wlogical-op \
  -Wduplicated-cond -Wimplicit-fallthrough -Wdouble-promotion])
AS_IF([test "$enable_werror" = yes], [KDP_WARNINGS="$KDP_WARNINGS -Werror"])
AC_SUBST([KDP_WARNINGS])

KDP_HARDENING=
KDP_HARDENING_LDFLAGS=
AS_IF([test "$enable_hardening" = yes], [
  KDP_PROBE_CFLAGS([KDP_HARDENING], [-fstack-protector-strong -fPIE \
    -fcf-protection -fstack-clash-protection])
  KDP_HARDENING_LDFLAGS="-pie -Wl,-z,relro -Wl,-z,now"])
AC_SUBST([KDP_HARDENING])
AC_SUBST([KDP_HARDENING_LDFLAGS])

dnl A fuzzer without a sanitizer sees only what crashes by itself.
AS_IF([test "$enable_fuzzers" = yes], [
  enable_sanitizers=yes
  AS_CASE([`$CC --version`], [*clang*], [],
    [AC_MSG_ERROR([--enable-fuzzers needs CC=clang])])])

KDP_SANITIZERS=
AS_IF([test "$enable_sanitizers" = yes], [
  KDP_SANITIZERS="-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"])
AC_SUBST([KDP_SANITIZERS])

AM_CONDITIONAL([ENABLE_FUZZERS], [test "$enable_fuzzers" = yes])

dnl The capture program is static, so that it starts whatever becomes of the
dnl libraries beside it; the sanitizers do not allow that.
KDP_CAPTURE_LDFLAGS='$(AM_LDFLAGS)'
KDP_CAPTURE_LIBS='$(KDP_LIBS)'
AS_IF([test "$enable_sanitizers" != yes], [
  kdp_saved_libs=$LIBS
  kdp_saved_ldflags=$LDFLAGS
  kdp_static=`$PKG_CONFIG --static --libs libelf`
  LDFLAGS="$LDFLAGS -static"
  LIBS="$kdp_static $LIBS"
  AC_MSG_CHECKING([whether a static program can be linked])
  AC_LINK_IFELSE([AC_LANG_PROGRAM([#include <libelf.h>],
      [return elf_version(EV_CURRENT) == EV_NONE;])],
    [AC_MSG_RESULT([yes])
     KDP_CAPTURE_LDFLAGS="-static -s"
     KDP_CAPTURE_LIBS=$kdp_static],
    [AC_MSG_RESULT([no])
     AC_MSG_WARN([the capture program will need libraries])])
  LIBS=$kdp_saved_libs
  LDFLAGS=$kdp_saved_ldflags])
AC_SUBST([KDP_CAPTURE_LDFLAGS])
AC_SUBST([KDP_CAPTURE_LIBS])
