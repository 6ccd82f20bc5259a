// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load_options.c - values of the options that the spellings have in common;
 * see load.h.
 */
#include <string.h>

#include "kdump-prep/load.h"
#include "kdump-prep/number.h"

#define COM1		0x3f8u
#define COM2		0x2f8u
#define PORT_MAX	0xfff8u	/* an 8250 has eight ports */
#define BAUD_MAX	115200u
#define BAUD_MIN	9600u
#define WATCHDOG_MAX	1200u	/* the TCO timer has ten bits */

struct kdp_error *kdp_load_set_serial(struct kdp_load_options *options,
				      const char *text)
{
	struct kdp_error *err;
	uint64_t port;

	if (strcmp(text, "ttyS0") == 0) {
		options->serial_base = COM1;
		return NULL;
	}
	if (strcmp(text, "ttyS1") == 0) {
		options->serial_base = COM2;
		return NULL;
	}
	err = kdp_number_parse("--serial", text, PORT_MAX, &port);
	if (err)
		return err;
	options->serial_base = (uint32_t)port;
	return NULL;
}

struct kdp_error *kdp_load_set_baud(struct kdp_load_options *options,
				    const char *text)
{
	struct kdp_error *err;
	uint64_t baud;

	err = kdp_number_parse("--serial-baud", text, BAUD_MAX, &baud);
	if (!err && (baud < BAUD_MIN || BAUD_MAX % baud))
		err = kdp_error_create(KDP_ERROR_USAGE,
				       "--serial-baud: found %s, expected 9600, 19200, 38400, 57600 or 115200",
				       text);
	if (err)
		return err;
	options->serial_baud = (uint32_t)baud;
	return NULL;
}

struct kdp_error *kdp_load_set_watchdog(struct kdp_policy *policy,
					const char *text)
{
	struct kdp_error *err;
	uint64_t seconds;

	err = kdp_number_parse("--watchdog", text, WATCHDOG_MAX, &seconds);
	if (err)
		return err;
	policy->watchdog_ms = (uint32_t)seconds * 1000;
	return NULL;
}
