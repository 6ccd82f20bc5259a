/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device.h - drivers and devices, without udev.
 */
#ifndef KDP_CAPTURE_DEVICE_H
#define KDP_CAPTURE_DEVICE_H

#include <stddef.h>

#include "kdump-prep/capture_config.h"
#include "kdump-prep/error.h"

/**
 * kdp_device_modules() - load the modules of a configuration, in its order
 *
 * A module that cannot be loaded does not end that: what it is for will be
 * missing, and that is said then.  Error: the first of them.
 */
KDP_MUST_CHECK
struct kdp_error *
kdp_device_modules(const struct kdp_capture_config *config);

/**
 * kdp_device_wait() - wait for a device
 * @name: "/dev/NAME" or "UUID=" of the file system on it
 * @seconds: how long
 * @path: room for the path of its node
 *
 * Error KDP_ERROR_NOT_FOUND: it did not come.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_device_wait(const char *name, double seconds, char *path,
				  size_t size);

#endif
