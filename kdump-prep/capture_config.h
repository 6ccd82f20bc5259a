/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * capture_config.h - what the capture environment is to do.
 *
 * "mkimage" writes it into the initramfs, the init of the second kernel reads
 * it there: a line for each fact.
 */
#ifndef KDP_KDUMP_PREP_CAPTURE_CONFIG_H
#define KDP_KDUMP_PREP_CAPTURE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kdump-prep/capture_network.h"
#include "kdump-prep/error.h"

#define KDP_CAPTURE_CONFIG "/capture.conf" /* its place in the initramfs */
#define KDP_CAPTURE_VERSION 1u
/* Begins the name of a logical volume. */
#define KDP_CAPTURE_LVM	    "LVM="
#define KDP_CAPTURE_LVM_PROGRAM "/bin/lvm"
#define KDP_CAPTURE_SSH_PROGRAM "/bin/ssh"
#define KDP_CAPTURE_SSH_KEY	"/ssh/key"
#define KDP_CAPTURE_KNOWN_HOSTS "/ssh/known_hosts"

#define KDP_CAPTURE_TARGETS 8u
#define KDP_CAPTURE_MODULES 128u
/* Room for a device, a directory or the name of a module. */
#define KDP_CAPTURE_WORD    256u

enum kdp_capture_kind {
	KDP_CAPTURE_LOCAL,	/* a directory of a file system */
	KDP_CAPTURE_RAW,	/* a partition without one */
	KDP_CAPTURE_DMESG,	/* as local, for the kernel's log alone */
	KDP_CAPTURE_SSH,	/* a directory of another machine */
	KDP_CAPTURE_NFS,	/* a directory that another machine exports */
};

struct kdp_capture_target {
	enum kdp_capture_kind kind;
	/*
	 * "UUID=...", "/dev/...", "LVM=GROUP/VOLUME", "USER@ADDRESS" or
	 * "ADDRESS:/EXPORT"
	 */
	char device[KDP_CAPTURE_WORD];
	char type[32];			/* of the file system, or empty */
	char dir[KDP_CAPTURE_WORD];	/* from its root on; raw: empty */
	char port[8];			/* with ssh */
};

struct kdp_capture_config {
	uint32_t deadline;	/* seconds until the reboot, in any case */
	uint32_t wait;		/* seconds for a device to appear */
	char packing[8];	/* of the dump: "lzo" or "zlib" */
	uint32_t level;		/* of the dump: what makedumpfile leaves out */
	bool level_set;		/* by the user: it stays, whatever it costs */
	struct kdp_capture_network network;
	size_t target_count;
	struct kdp_capture_target target[KDP_CAPTURE_TARGETS];
	size_t module_count;	/* files, in the order of their loading */
	char module[KDP_CAPTURE_MODULES][64];
};

/**
 * kdp_capture_config_init() - the defaults, without a target
 */
void kdp_capture_config_init(struct kdp_capture_config *config);

/**
 * kdp_capture_target_parse() - parse "KIND:DEVICE[,TYPE,DIRECTORY]",
 *	"ssh:USER@ADDRESS[:PORT],DIRECTORY" or
 *	"nfs:ADDRESS:/EXPORT[,DIRECTORY]"
 *
 * Error KDP_ERROR_USAGE.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_capture_target_parse(const char *text,
					   struct kdp_capture_target *ret);

/**
 * kdp_capture_target_volume() - the "GROUP/VOLUME" that a target is on, or NULL
 */
const char *kdp_capture_target_volume(const struct kdp_capture_target *target);

/**
 * kdp_capture_target_server() - the address of a target's machine
 *
 * Returns whether it is another one, by a valid address.
 */
bool kdp_capture_target_server(const struct kdp_capture_target *target,
			       struct in_addr *ret);

/**
 * kdp_capture_target_name() - the same text again
 * @size: of @ret; longer ones are cut
 */
void kdp_capture_target_name(const struct kdp_capture_target *target,
			     char *ret, size_t size);

/**
 * kdp_capture_config_parse() - read a configuration
 *
 * Error KDP_ERROR_FORMAT names the line.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_capture_config_parse(const char *data, size_t size,
					   struct kdp_capture_config *ret);

/**
 * kdp_capture_config_write() - write one that is read as the same
 * @out: the caller looks at ferror()
 */
void kdp_capture_config_write(const struct kdp_capture_config *config,
			      FILE *out);

#endif
