/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture_volume.h - finds out what a mapped device needs in the capture
 * environment: logical volumes can be had there, encrypted ones cannot.
 */
#ifndef KDP_KDUMP_PREP_CAPTURE_VOLUME_H
#define KDP_KDUMP_PREP_CAPTURE_VOLUME_H

#include "kdump-prep/capture_image.h"
#include "kdump-prep/error.h"

/**
 * kdp_capture_volume_is() - whether a device is mapped, or otherwise none that
 *	a driver of its own drives
 * @device: its directory below /sys/devices
 */
bool kdp_capture_volume_is(const char *device);

/**
 * kdp_capture_volume() - name a logical volume, and add the drivers of the
 *	disks that it lies on
 * @device: as above
 * @target: its device becomes "LVM=GROUP/VOLUME"
 *
 * Error KDP_ERROR_UNSUPPORTED: it is encrypted, lies on something that is, or
 * is not made of parts of disks alone.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_capture_volume(const char *device,
				     struct kdp_capture_target *target,
				     struct kdp_capture_request *request);

#endif
