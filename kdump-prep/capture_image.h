/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture_image.h - builds the initramfs of the capture environment.
 */
#ifndef KDP_KDUMP_PREP_CAPTURE_IMAGE_H
#define KDP_KDUMP_PREP_CAPTURE_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/capture_config.h"
#include "kdump-prep/error.h"

#define KDP_CAPTURE_LIBRARY_DIRS 8u
#define KDP_CAPTURE_NAMES	 64u

struct kdp_capture_request {
	const char *init;	/* the program second-kernel/capture */
	const char *makedumpfile;
	const char *ssh;	/* the client, or NULL: no target needs it */
	const char *lvm;	/* as above, where volumes are activated */
	const char *ssh_key;	/* that it shows */
	const char *known_hosts; /* the keys of the servers that it knows */
	const char *modules;	/* /lib/modules/RELEASE */
	size_t library_dir_count; /* looked at before the system's own */
	const char *library_dir[KDP_CAPTURE_LIBRARY_DIRS];
	size_t name_count;	/* of modules that it is to load */
	char name[KDP_CAPTURE_NAMES][64];
	struct kdp_capture_config config; /* its modules are filled in */
};

struct kdp_capture_image {
	uint8_t *data;
	size_t size;
	size_t files;
	size_t modules;
	uint64_t unpacked;	/* bytes in memory once it is unpacked */
	uint64_t lvm;		/* of them for lvm and its libraries alone */
};

/**
 * kdp_capture_image_build() - collect what the request names, and pack it
 * @request: config.module is written
 * @ret: the caller frees data
 *
 * Errors name what is missing.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_capture_image_build(struct kdp_capture_request *request,
					  struct kdp_capture_image *ret);

/** kdp_capture_makedumpfile() - the path of this system's, or NULL */
const char *kdp_capture_makedumpfile(void);

#endif
