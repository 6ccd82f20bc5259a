/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fsid.h - tells a file system by its first bytes, as udev does elsewhere.
 */
#ifndef KDP_KDUMP_PREP_FSID_H
#define KDP_KDUMP_PREP_FSID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a device that tell. */
#define KDP_FSID_BYTES 4096u

struct kdp_fsid {
	const char *type;	/* "ext4" for all of ext2 to 4, "xfs", "LUKS" */
	char uuid[37];		/* in lower case */
};

/**
 * kdp_fsid_parse() - tell what is on a device
 * @data: its first bytes
 *
 * Return: false: nothing that is known.
 */
bool kdp_fsid_parse(const uint8_t *data, size_t size, struct kdp_fsid *ret);

#endif
