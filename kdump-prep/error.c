// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * error.c - errors that carry their context outward; see error.h.
 */
#include "kdump-prep/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char enomem_message[] = "out of memory";

struct kdp_error kdp_enomem = {
	.code = KDP_ERROR_NO_MEMORY,
	.message = enomem_message,
};

/* Takes @message over; falls back to the static error. */
static struct kdp_error *error_with(enum kdp_error_code code, int os_errno,
				    char *message)
{
	struct kdp_error *err;

	if (!message)
		return &kdp_enomem;
	err = malloc(sizeof(*err));
	if (!err) {
		free(message);
		return &kdp_enomem;
	}
	err->code = code;
	err->os_errno = os_errno;
	err->message = message;
	return err;
}

struct kdp_error *kdp_error_create(enum kdp_error_code code,
				   const char *format, ...)
{
	char *message;
	va_list ap;
	int len;

	va_start(ap, format);
	len = vasprintf(&message, format, ap);
	va_end(ap);
	return error_with(code, 0, len < 0 ? NULL : message);
}

/* Joins two strings with ": " between them. */
static char *join(const char *outer, const char *inner)
{
	char *joined;

	if (asprintf(&joined, "%s: %s", outer, inner) < 0)
		return NULL;
	return joined;
}

struct kdp_error *kdp_error_os(int os_errno, const char *format, ...)
{
	char *what;
	char *message;
	va_list ap;
	int len;

	va_start(ap, format);
	len = vasprintf(&what, format, ap);
	va_end(ap);
	if (len < 0)
		return &kdp_enomem;
	message = join(what, strerror(os_errno));
	free(what);
	return error_with(KDP_ERROR_OS, os_errno, message);
}

struct kdp_error *kdp_error_wrap(struct kdp_error *err,
				 const char *format, ...)
{
	char *context;
	char *message;
	va_list ap;
	int len;

	if (!err || err == &kdp_enomem)
		return err;
	va_start(ap, format);
	len = vasprintf(&context, format, ap);
	va_end(ap);
	if (len < 0)
		return err;
	message = join(context, err->message);
	free(context);
	if (!message)
		return err;
	free(err->message);
	err->message = message;
	return err;
}

bool kdp_error_catch(struct kdp_error **err, enum kdp_error_code code)
{
	if (!*err || (*err)->code != code)
		return false;
	kdp_error_destroy(*err);
	*err = NULL;
	return true;
}

struct kdp_error *kdp_error_first(struct kdp_error *first,
				  struct kdp_error *second)
{
	if (!first)
		return second;
	kdp_error_destroy(second);
	return first;
}

void kdp_error_destroy(struct kdp_error *err)
{
	if (!err || err == &kdp_enomem)
		return;
	free(err->message);
	free(err);
}
