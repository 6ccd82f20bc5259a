// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fsid.c - tells a file system by its first bytes; see fsid.h.
 */
#include "kdump-prep/fsid.h"

#include <stdio.h>
#include <string.h>

/* Where each format has its magic, and its UUID in 16 bytes. */
static const struct {
	const char *type;
	size_t at;
	const char *magic;
	size_t size;
	size_t uuid;
} formats[] = {
	/* struct ext4_super_block at 1024: s_magic, s_uuid. */
	{ "ext4", 1024 + 0x38, "\x53\xef", 2, 1024 + 0x68 },
	/* struct xfs_dsb: sb_magicnum, sb_uuid. */
	{ "xfs", 0, "XFSB", 4, 32 },
};

/* LUKS has its UUID as text, for both versions of its header. */
#define LUKS_UUID 168u

bool kdp_fsid_parse(const uint8_t *data, size_t size, struct kdp_fsid *ret)
{
	const uint8_t *u;
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (size < formats[i].uuid + 16 ||
		    size < formats[i].at + formats[i].size ||
		    memcmp(data + formats[i].at, formats[i].magic,
			   formats[i].size) != 0)
			continue;
		u = data + formats[i].uuid;
		ret->type = formats[i].type;
		snprintf(ret->uuid, sizeof(ret->uuid),
			 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
			 u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8],
			 u[9], u[10], u[11], u[12], u[13], u[14], u[15]);
		return true;
	}
	if (size < LUKS_UUID + sizeof(ret->uuid) - 1 ||
	    memcmp(data, "LUKS\xba\xbe", 6) != 0)
		return false;
	ret->type = "LUKS";
	memcpy(ret->uuid, data + LUKS_UUID, sizeof(ret->uuid) - 1);
	ret->uuid[sizeof(ret->uuid) - 1] = 0;
	return true;
}
