/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture_here.h - finds out on this machine what the capture environment
 * needs for a target: device, file system, drivers.
 */
#ifndef KDP_KDUMP_PREP_CAPTURE_HERE_H
#define KDP_KDUMP_PREP_CAPTURE_HERE_H

#include "kdump-prep/capture_image.h"
#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"

/**
 * kdp_capture_here() - add a target to a request
 * @root: where /proc is
 * @text: "local:DIRECTORY" or "dmesg:DIRECTORY" of this machine, or any form
 *	of kdp_capture_target_parse()
 *
 * Adds the modules of its file system, and of its device where that is here.
 * Errors: KDP_ERROR_USAGE; KDP_ERROR_UNSUPPORTED with the reason for which
 * the second kernel could not write there.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_capture_here(const struct kdp_sysroot *root,
				   const char *text,
				   struct kdp_capture_request *request);

/**
 * kdp_capture_network_here() - add a network to a request
 * @text: the name of an interface of this machine, whose address, gateway and
 *	driver are taken over, or what kdp_capture_network_parse() takes
 */
KDP_MUST_CHECK
struct kdp_error *kdp_capture_network_here(const struct kdp_sysroot *root,
					   const char *text,
					   struct kdp_capture_request *request);

/**
 * kdp_capture_drivers() - add the drivers of a device
 * @device: its directory below /sys/devices; those of all that it hangs on are
 *	added too
 */
KDP_MUST_CHECK
struct kdp_error *kdp_capture_drivers(const char *device,
				      struct kdp_capture_request *request);

/**
 * kdp_capture_watchdogs() - add the drivers of the watchdogs that run
 * @class: the directory /sys/class/watchdog
 *
 * They go on when the kernel panics: nobody else could ping them then.
 */
KDP_MUST_CHECK
struct kdp_error *
kdp_capture_watchdogs(const char *class, struct kdp_capture_request *request);

/**
 * kdp_capture_name() - add the name of a module to a request, once
 */
KDP_MUST_CHECK
struct kdp_error *kdp_capture_name(const char *name,
				   struct kdp_capture_request *request);

/**
 * kdp_capture_find_mount() - the mount that a directory is on
 * @text: of /proc/self/mountinfo
 * @dir: absolute, without links
 * @target: device number, type and directory are filled in
 * @number_ret: "MAJOR:MINOR"
 *
 * Pure.  The last of the deepest mounts counts.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_capture_find_mount(const char *text, size_t size,
					 const char *dir,
					 struct kdp_capture_target *target,
					 char number_ret[32]);

#endif
