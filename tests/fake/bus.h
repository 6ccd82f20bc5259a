/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bus.h - the machine that purgatory's drivers meet in a unit test.
 *
 * Models claim ranges of memory, I/O ports and MSRs; every access is logged
 * and goes to the model that owns it.  An access that no model owns aborts
 * the test: a driver that reaches beside its plan must not go unnoticed.
 */
#ifndef KDP_TESTS_FAKE_BUS_H
#define KDP_TESTS_FAKE_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fake_space {
	FAKE_MMIO,
	FAKE_PIO,
	FAKE_MSR,
};

/* What a model does; offset counts from the start of the claimed range. */
struct fake_ops {
	const char *name;
	uint64_t (*read)(void *model, uint64_t offset, unsigned int size);
	void (*write)(void *model, uint64_t offset, unsigned int size,
		      uint64_t value);
};

struct fake_access {
	enum fake_space space;
	bool is_write;
	unsigned int size;	/* bytes */
	uint64_t addr;
	uint64_t value;		/* read or written */
};

/**
 * fake_reset() - forget all ranges, the log, fake RAM and the CPU's state
 *
 * The first call of every test.
 */
void fake_reset(void);

/**
 * fake_claim() - give [addr, addr + size) of a space to a model
 */
void fake_claim(enum fake_space space, uint64_t addr, uint64_t size,
		const struct fake_ops *ops, void *model);

/**
 * fake_claim_part() - the same for a part of what a model can be
 * @offset: what the model is told for @addr
 */
void fake_claim_part(enum fake_space space, uint64_t addr, uint64_t size,
		     uint64_t offset, const struct fake_ops *ops, void *model);

/**
 * fake_ram_add() - let physical [addr, addr + size) be the host memory @host
 */
void fake_ram_add(uint64_t addr, uint64_t size, void *host);
void *fake_ram_ptr(uint64_t addr, uint64_t size);

uint64_t fake_read(enum fake_space space, uint64_t addr, unsigned int size);
void fake_write(enum fake_space space, uint64_t addr, unsigned int size,
		uint64_t value);

/**
 * fake_log() - accesses since fake_reset() or fake_log_clear()
 * @count_ret: their number
 */
const struct fake_access *fake_log(size_t *count_ret);
void fake_log_clear(void);

/**
 * fake_log_writes() - writes in the log to [addr, addr + size) of a space
 */
size_t fake_log_writes(enum fake_space space, uint64_t addr, uint64_t size);

/**
 * fake_abort() - end the test: the code under test broke a rule of hardware
 */
__attribute__((noreturn, format(printf, 1, 2)))
void fake_abort(const char *format, ...);

/*
 * The CPU.  Time passes with every look at the TSC and every access; the
 * defaults stand for a 1 GHz TSC and accesses of a microsecond.
 */
struct fake_cpu {
	uint64_t tsc;
	uint64_t tsc_per_read;	/* ticks that one RDTSC takes */
	uint64_t tsc_per_access;
	bool tsc_stopped;
	/* Takes the next interrupt that the CPU may take, or returns -1. */
	int (*accept)(void *model);
	void *accept_model;
	void (*irq_handler)(uint32_t vector);
	unsigned int window_max; /* interrupts that fit in one window */
	unsigned int windows;
	bool nmi_blocked;	/* inside an NMI handler since before */
	bool nmi_latched;	/* one NMI waits until the next IRET */
	unsigned int nmis;	/* taken */
	unsigned int irets;
};

extern struct fake_cpu fake_cpu;

uint64_t fake_cpu_tsc(void);
void fake_cpu_irq_window(void);
void fake_cpu_iret(void);

#endif
