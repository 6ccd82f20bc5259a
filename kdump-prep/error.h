/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * error.h - how the loader's functions fail.
 *
 * A function that can fail returns struct kdp_error *, NULL for success, and
 * writes its results, the last parameters, only on success.  A caller returns
 * the error, wraps it in context, or catches one code; nobody prints but
 * main.c.  Messages read from the outside in: "load: /boot/vmlinuz: offset
 * 0x202: not a Linux kernel: expected \"HdrS\", found 0x00000000".
 */
#ifndef KDP_KDUMP_PREP_ERROR_H
#define KDP_KDUMP_PREP_ERROR_H

#include <stdbool.h>

#define KDP_MUST_CHECK __attribute__((warn_unused_result))
#define KDP_FORMAT(f, a) __attribute__((format(printf, f, a)))

enum kdp_error_code {
	KDP_ERROR_OTHER,	/* failed */
	KDP_ERROR_NO_MEMORY,
	KDP_ERROR_OS,		/* a system call; os_errno tells which error */
	KDP_ERROR_FORMAT,	/* a file or table is not what it should be */
	KDP_ERROR_USAGE,	/* the command line */
	KDP_ERROR_REDUCED,	/* would give less protection than asked */
	KDP_ERROR_UNSUPPORTED,	/* not possible on this host */
	KDP_ERROR_NOT_FOUND,
};

struct kdp_error {
	enum kdp_error_code code;
	int os_errno;		/* of KDP_ERROR_OS, else 0 */
	char *message;		/* without final newline or stop */
};

/* Reporting that memory ran out needs none. */
extern struct kdp_error kdp_enomem;

/**
 * kdp_error_create() - make an error
 * @code: what kind
 * @format: printf format; object, offset, found, expected, in that order
 *
 * Return: a new error that the caller of the failing function owns.
 */
KDP_MUST_CHECK KDP_FORMAT(2, 3)
struct kdp_error *kdp_error_create(enum kdp_error_code code,
				   const char *format, ...);

/**
 * kdp_error_os() - make an error from errno
 * @os_errno: the value of errno
 * @format: what was tried on which object; ": strerror" is appended
 */
KDP_MUST_CHECK KDP_FORMAT(2, 3)
struct kdp_error *kdp_error_os(int os_errno, const char *format, ...);

/**
 * kdp_error_wrap() - put context in front of an error's message
 * @err: error, owned; NULL is passed through
 * @format: context; ": " is added
 *
 * Return: the error with the longer message, or NULL for NULL.
 */
KDP_MUST_CHECK KDP_FORMAT(2, 3)
struct kdp_error *kdp_error_wrap(struct kdp_error *err,
				 const char *format, ...);

/**
 * kdp_error_catch() - take one kind of error as handled
 * @err: pointer to an error; freed and set to NULL when its code is @code
 *
 * Return: whether it was.
 */
bool kdp_error_catch(struct kdp_error **err, enum kdp_error_code code);

/**
 * kdp_error_first() - the first of two errors, each of which may be NULL
 *
 * Return: @first, and @second is freed; or @second where there is no @first.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_error_first(struct kdp_error *first,
				  struct kdp_error *second);

/**
 * kdp_error_destroy() - free an error; NULL is fine
 */
void kdp_error_destroy(struct kdp_error *err);

#endif
