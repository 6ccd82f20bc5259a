/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rehearse.h - crashes a guest that is like this machine, and tells whether a
 * dump came out.
 */
#ifndef KDP_KDUMP_PREP_REHEARSE_H
#define KDP_KDUMP_PREP_REHEARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/capture_config.h"
#include "kdump-prep/error.h"
#include "kdump-prep/shape.h"
#include "kdump-prep/verify.h"

/* Where the agent finds its task in the first kernel's initramfs. */
#define KDP_REHEARSE_DIR     "/rehearse"
#define KDP_REHEARSE_LOAD    KDP_REHEARSE_DIR "/load"
#define KDP_REHEARSE_TRIGGER KDP_REHEARSE_DIR "/trigger"
/*
 * What tells it that it is the init of a root file system that stands in: a
 * file with the options of makedumpfile.
 */
#define KDP_REHEARSE_ROOT    "/kdump-prep-root"
/* Its name in the second kernel's. */
#define KDP_REHEARSE_AGENT   "kdump-prep-rehearse"

#define KDP_REHEARSE_DISKS   KDP_CAPTURE_TARGETS
#define KDP_REHEARSE_TEXT    512u

enum kdp_rehearse_loader {
	KDP_REHEARSE_KDUMP_PREP,
	KDP_REHEARSE_KEXEC,	/* kexec-tools */
};

/* What to rehearse. */
struct kdp_rehearse_request {
	const char *kernel;	/* that panics */
	const char *crash_kernel;
	const char *initrd;
	const char *line;	/* of the second kernel */
	uint64_t reserve;	/* MiB */
	enum kdp_rehearse_loader loader;
	const char *kexec;	/* the program; NULL: the one installed */
	const char *trigger;	/* "sysrq", "panic" or "nmi" */
	bool storm;		/* of NMIs, from the panic on */
	bool find;		/* the smallest reservation that does */
	const char *filter;	/* makedumpfile's options, if one stands in */
	const char *uuid;	/* of the only disk; NULL: as the targets say */
	unsigned int deadline;	/* seconds for all */
	bool kvm;
	bool kvm_wanted;	/* and nothing else */
	const char *qemu;
	const char *agent;	/* the program second-kernel/rehearse */
	struct kdp_shape shape;
	/* What happens, for people; NULL: nobody wants to know. */
	void (*progress)(const char *what, unsigned int seconds);
};

/* How far a guest came; each follows the one before. */
enum kdp_rehearse_stage {
	KDP_REHEARSE_START,
	KDP_REHEARSE_FIRST,	/* the first kernel's init runs */
	KDP_REHEARSE_LOADED,
	KDP_REHEARSE_CRASH,
	KDP_REHEARSE_SECOND,	/* the second kernel's init is about to run */
};

/* How a guest ended. */
enum kdp_rehearse_end {
	KDP_REHEARSE_RUNNING,
	KDP_REHEARSE_RESET,	/* of the machine; or it was switched off */
	KDP_REHEARSE_SILENT,	/* no sign of life, or a panic without end */
	KDP_REHEARSE_LATE,	/* the deadline */
	KDP_REHEARSE_NOT_LOADED,
	KDP_REHEARSE_SURVIVED,	/* the trigger did nothing */
	KDP_REHEARSE_NO_INIT,	/* the initrd has none */
	KDP_REHEARSE_QEMU,	/* ended by itself */
	KDP_REHEARSE_ABORTED,	/* by a signal to us */
};

/* What was seen of one guest. */
struct kdp_rehearse_seen {
	enum kdp_rehearse_stage stage;
	enum kdp_rehearse_end end;
	uint64_t reserved;	/* bytes, by the first kernel */
	int load_status;
	char load_text[KDP_REHEARSE_TEXT]; /* the loader's last line */
	uint64_t total;		/* KiB that the second kernel has */
	uint64_t least;		/* KiB that were available at least */
	char disks[200];	/* that it has found */
	double crash_at;	/* seconds since QEMU's start */
	double second_after;	/* since the crash */
	double end_after;	/* since the crash */
	unsigned int nmis;	/* sent */
	char *console;		/* of the time since the crash; malloc'd */
};

/* The dump on the guest's disks. */
struct kdp_rehearse_dump {
	bool found;		/* and good */
	struct kdp_verify verify;
	char why[KDP_REHEARSE_TEXT]; /* what is wrong with the one there is */
};

/* What a rehearsal came to; the numbers never change. */
enum kdp_rehearse_result {
	KDP_REHEARSE_OK,
	KDP_REHEARSE_WARNING,	/* a dump, and something to mend */
	KDP_REHEARSE_NO_DUMP,
};

struct kdp_rehearse_verdict {
	enum kdp_rehearse_result result;
	const char *cause;	/* one word */
	char text[2 * KDP_REHEARSE_TEXT];
	const char *advice;	/* NULL: none */
};

/* One guest, and what came of it. */
struct kdp_rehearse_boot {
	uint64_t reserve;	/* MiB */
	struct kdp_rehearse_seen seen;
	struct kdp_rehearse_dump dump;
	struct kdp_rehearse_verdict verdict;
};

#define KDP_REHEARSE_BOOTS 16u

struct kdp_rehearsal {
	struct kdp_rehearse_boot boot[KDP_REHEARSE_BOOTS];
	size_t boot_count;	/* the first is the rehearsal */
	uint64_t proposed;	/* MiB that would do; 0: not known */
	bool confirmed;		/* a boot with it has left a dump */
	bool least;		/* and one with 8 MiB less has not */
	bool kvm;		/* it was used */
	bool stand_in;		/* a root file system stood in */
	uint64_t started;	/* seconds since 1970 */
	unsigned int seconds;	/* it took */
};

/* What a verdict depends on besides what was seen. */
struct kdp_rehearse_facts {
	enum kdp_rehearse_loader loader;
	bool storm;
	bool panic_word;	/* panic= on the second kernel's line */
	const char *disk;	/* virtio-blk */
	const char *driver;	/* virtio_blk */
	const char *uuid;	/* on the disk; empty: none */
	const char *wanted;	/* by the capture, "UUID=..."; empty: unknown */
};

/**
 * kdp_rehearse_judge() - say in words how a guest ended
 *
 * Pure.
 */
void kdp_rehearse_judge(const struct kdp_rehearse_seen *seen,
			const struct kdp_rehearse_dump *dump,
			const struct kdp_rehearse_facts *facts,
			struct kdp_rehearse_verdict *ret);

/**
 * kdp_rehearse_propose() - the reservation that would do
 * @reserve: MiB that were reserved
 * @least_fit: bytes below which the crash kernel cannot boot
 *
 * Pure.  Return: MiB, a multiple of 8.
 */
uint64_t kdp_rehearse_propose(uint64_t reserve, uint64_t least_fit,
			      const struct kdp_rehearse_seen *seen);

/* Files of one guest, in a directory of their own. */
struct kdp_rehearse_files {
	char dir[256];
	char root[300];		/* content of the disk; empty: none */
	char first[300];	/* the first kernel's initramfs */
	char console[300];
	char log[300];
	char *disk[KDP_REHEARSE_DISKS];
	size_t disk_count;
	bool raw[KDP_REHEARSE_DISKS];
	char uuid[64];		/* of the first disk; may be empty */
	char wanted[KDP_CAPTURE_WORD + 8]; /* by the first target */
	bool stand_in;		/* the disk is a root file system */
	uint64_t least_fit;	/* see kdp_rehearse_propose() */
};

/**
 * kdp_rehearse_files_make() - make the directory and what the guest boots
 *
 * Errors: KDP_ERROR_UNSUPPORTED: the dump of this initrd goes where no guest
 * can show it.
 */
KDP_MUST_CHECK
struct kdp_error *
kdp_rehearse_files_make(const struct kdp_rehearse_request *request,
			struct kdp_rehearse_files *ret);

/** kdp_rehearse_files_disks() - make the disks anew, empty */
KDP_MUST_CHECK
struct kdp_error *kdp_rehearse_files_disks(struct kdp_rehearse_files *files);

/** kdp_rehearse_files_dump() - find the dump on the disks and verify it */
KDP_MUST_CHECK
struct kdp_error *
kdp_rehearse_files_dump(const struct kdp_rehearse_files *files,
			struct kdp_rehearse_dump *ret);

/** kdp_rehearse_remove() - remove a directory and all below it */
void kdp_rehearse_remove(const char *dir);
void kdp_rehearse_files_deinit(struct kdp_rehearse_files *files);

/**
 * kdp_rehearse_guest() - crash one guest and watch
 * @until: kdp_now_us() at which it is ended
 * @ret: the caller frees console
 */
KDP_MUST_CHECK
struct kdp_error *
kdp_rehearse_guest(const struct kdp_rehearse_request *request,
		   const struct kdp_rehearse_files *files, uint64_t reserve,
		   uint64_t until, struct kdp_rehearse_seen *ret);

/**
 * kdp_rehearse() - rehearse, and find out which reservation would do
 * @ret: zeroed; the caller calls kdp_rehearsal_deinit(), after an error too
 */
KDP_MUST_CHECK
struct kdp_error *kdp_rehearse(const struct kdp_rehearse_request *request,
			       struct kdp_rehearsal *ret);
void kdp_rehearsal_deinit(struct kdp_rehearsal *rehearsal);

#endif
