/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * volume.h - logical volumes, by lvm(8).
 */
#ifndef KDP_CAPTURE_VOLUME_H
#define KDP_CAPTURE_VOLUME_H

#include <stddef.h>

#include "kdump-prep/error.h"

/**
 * kdp_volume_wait() - activate a volume, as soon as its disks are there
 * @name: "GROUP/VOLUME"
 * @seconds: that they may take to appear
 * @path: room for the path of its node
 *
 * What lies where is read from the disks: the volume may have been moved, or
 * have grown, since the initramfs was built.  Error KDP_ERROR_NOT_FOUND, with
 * what lvm says of it.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_volume_wait(const char *name, double seconds, char *path,
				  size_t size);

#endif
