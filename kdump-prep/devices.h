/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * devices.h - names for what a record tells of by number: PCI functions and
 * pins of IO-APICs.
 *
 * A record is read after the next boot, when the drivers may be others: the
 * names are kept on disk at load time.  They are for people alone, and their
 * absence is no error.
 */
#ifndef KDP_KDUMP_PREP_DEVICES_H
#define KDP_KDUMP_PREP_DEVICES_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/topology.h"
#include "purgatory/kdp_abi.h"

/* What an entry of a record is about. */
enum kdp_device_kind {
	KDP_DEVICE_PIN,	     /* object: IO-APIC << 16 | pin */
	KDP_DEVICE_FUNCTION, /* object: segment, bus, device, function */
};

struct kdp_device {
	enum kdp_device_kind kind;
	uint32_t object; /* as in struct kdp_entry */
	char name[64];	 /* "ahci, ens3" or "e1000e 8086:10d3" */
};

/* Zero it first. */
struct kdp_devices {
	uint64_t load_time; /* of the load that kept it */
	struct kdp_device *device;
	size_t count;
};

/**
 * kdp_devices_interrupts() - name the pins that /proc/interrupts tells of
 * @ret: added to
 */
KDP_MUST_CHECK
struct kdp_error *kdp_devices_interrupts(const char *text, size_t size,
					 const struct kdp_topology *topology,
					 struct kdp_devices *ret);

/**
 * kdp_devices_keep() - name what a topology has, and keep that on disk where
 *	that is possible
 * @load_time: as in the record
 */
void kdp_devices_keep(const struct kdp_sysroot *root,
		      const struct kdp_topology *topology, uint64_t load_time);

/**
 * kdp_devices_parse() - read what was kept
 * @ret: zeroed; the caller calls kdp_devices_deinit(), after an error too
 */
KDP_MUST_CHECK
struct kdp_error *kdp_devices_parse(const char *text, size_t size,
				    struct kdp_devices *ret);

/** kdp_devices_read() - read it from disk */
KDP_MUST_CHECK
struct kdp_error *kdp_devices_read(const struct kdp_sysroot *root,
				   struct kdp_devices *ret);
void kdp_devices_deinit(struct kdp_devices *devices);

/**
 * kdp_devices_name() - the name of what an entry is about
 * @devices: NULL: nothing is known
 *
 * Return: NULL where it has none.
 */
const char *kdp_devices_name(const struct kdp_devices *devices,
			     const struct kdp_entry *entry);

#endif
