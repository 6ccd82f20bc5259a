/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guest.h - a guest under -icount that is stopped at any instruction of the way
 * from one kernel to the next, hit, and watched.
 */
#ifndef KDP_TESTS_SWEEP_GUEST_H
#define KDP_TESTS_SWEEP_GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/qmp.h"
#include "kdump-prep/vm.h"
#include "tests/sweep/gdb.h"
#include "tests/sweep/hit.h"
#include "tests/sweep/trace.h"

/** enum stop - why a guest that ran does not run */
enum stop {
	STOP_THERE,	/* where it was told to stop */
	STOP_END,	/* at the end of the sweep */
	STOP_RESET,	/* it was reset */
	STOP_HANG,	/* it executes nothing any more, or is nowhere */
	STOP_ERROR,	/* of QEMU or of this program */
};

/**
 * struct guest - a guest and the channels to it
 * @trace: what the plugin sees
 * @end: address at which the sweep ends
 * @base: instructions from the sweep's start to the checkpoint
 * @extra: instructions that were executed because of hits
 * @waiting: the last hit has not been taken yet, or never will be
 */
struct guest {
	struct kdp_vm vm;
	struct kdp_qmp qmp;
	struct gdb gdb;
	struct trace *trace;
	uint64_t end;
	uint64_t base;
	uint64_t extra;
	bool waiting;
};

/**
 * guest_boot() - start a guest and let it run up to an address
 * @guest: filled in; the caller calls guest_stop()
 * @dir: receives what restoring it needs
 * @config: machine, memory and arguments
 * @start: the address
 * @seconds: that this may take
 */
KDP_MUST_CHECK
struct kdp_error *guest_boot(struct guest *guest, const char *dir,
			     const struct kdp_vm_config *config,
			     uint64_t start, int seconds);

/** guest_save() - keep a stopped guest, which ends, as @dir/NAME.* */
KDP_MUST_CHECK
struct kdp_error *guest_save(struct guest *guest, const char *dir,
			     const char *name);

/**
 * guest_restore() - start a guest from what guest_save() kept
 * @guest: filled in, but for @end; the caller calls guest_stop()
 * @dir: the directory
 * @name: which of those that were kept there
 * @plugin: the plugin's file
 */
KDP_MUST_CHECK
struct kdp_error *guest_restore(struct guest *guest, const char *dir,
				const char *name, const char *plugin);

/** guest_position() - instructions since the sweep's start, without @extra */
uint64_t guest_position(const struct guest *guest);

/** guest_seek() - run up to a position */
enum stop guest_seek(struct guest *guest, uint64_t position);

/** guest_hit() - hit a stopped guest, and run it back to where it was */
enum stop guest_hit(struct guest *guest, enum hit hit);

/** guest_finish() - run it to the end of the sweep */
enum stop guest_finish(struct guest *guest);

/** guest_stop() - kill it */
void guest_stop(struct guest *guest);

#endif
