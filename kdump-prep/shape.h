/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * shape.h - a machine for QEMU that is like another one in what a crash
 * kernel meets: interrupt remapping, the disk's controller, CPUs and memory.
 *
 * Pure.
 */
#ifndef KDP_KDUMP_PREP_SHAPE_H
#define KDP_KDUMP_PREP_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/topology.h"

#define KDP_SHAPE_CPUS_MAX 4u

/* How a disk is attached. */
struct kdp_shape_disk {
	const char *name;	/* "nvme" */
	const char *bus;	/* device that the disks hang on; NULL: none */
	const char *disk;	/* device of a disk */
	const char *driver;	/* of Linux, for messages */
};

struct kdp_shape {
	const char *machine;	/* "q35" or "pc" */
	const char *iommu;	/* device; NULL: none */
	const struct kdp_shape_disk *disk;
	unsigned int cpus;
	unsigned int memory;	/* MiB */
	char lacks[160];	/* behind "QEMU has no"; empty: nothing */
};

/* The disks of a guest and what it boots. */
struct kdp_shape_boot {
	const char *qemu;
	bool kvm;
	const char *kernel;
	const char *initrd;
	const char *cmdline;
	const char *const *disk; /* files */
	size_t disk_count;
};

/* Words of a command line; zero it first. */
struct kdp_argv {
	char **word;		/* NULL behind the last */
	size_t count;
	bool failed;		/* memory ran out */
};

/**
 * kdp_argv_add() - append a word
 */
KDP_FORMAT(2, 3)
void kdp_argv_add(struct kdp_argv *words, const char *format, ...);

void kdp_argv_deinit(struct kdp_argv *words);

/**
 * kdp_shape_of() - the machine for a topology
 * @need: MiB that the guest must have at least
 */
void kdp_shape_of(const struct kdp_topology *topology, unsigned int need,
		  struct kdp_shape *ret);

/**
 * kdp_shape_disk() - attach disks in another way
 * @name: "virtio-blk", "virtio-scsi", "nvme", "ahci", "ide", "megasas",
 *	"mptsas", "lsi" or "pvscsi"
 *
 * Error KDP_ERROR_USAGE names them.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_shape_disk(struct kdp_shape *shape, const char *name);

/**
 * kdp_shape_words() - QEMU and what of its arguments depends on the machine
 */
void kdp_shape_words(const struct kdp_shape *shape,
		     const struct kdp_shape_boot *boot,
		     struct kdp_argv *words);

#endif
