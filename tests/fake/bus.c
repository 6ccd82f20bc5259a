// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bus.c - ranges, the access log, fake RAM and the fake CPU.
 */
#include "tests/fake/bus.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fake/sys.h"

#define RANGES_MAX 64
#define LOG_MAX	   (1u << 20)

struct range {
	enum fake_space space;
	uint64_t addr;
	uint64_t size;
	uint64_t offset;	/* that the model is told for addr */
	const struct fake_ops *ops;
	void *model;
};

struct ram {
	uint64_t addr;
	uint64_t size;
	uint8_t *host;
};

static struct range ranges[RANGES_MAX];
static size_t range_count;
static struct ram rams[RANGES_MAX];
static size_t ram_count;
static struct fake_access log_entries[LOG_MAX];
static size_t log_count;

struct fake_cpu fake_cpu;
struct fake_sys fake_sys;

static const char *const space_names[] = {
	[FAKE_MMIO] = "memory",
	[FAKE_PIO] = "port",
	[FAKE_MSR] = "MSR",
};

void fake_abort(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "fake machine: ");
	vfprintf(stderr, format, args);
	fprintf(stderr, "\n");
	va_end(args);
	abort();
}

void fake_reset(void)
{
	range_count = 0;
	ram_count = 0;
	log_count = 0;
	memset(&fake_cpu, 0, sizeof(fake_cpu));
	fake_cpu.tsc = 1000000;
	fake_cpu.tsc_per_read = 20;
	fake_cpu.tsc_per_access = 1000;
	fake_cpu.window_max = 16;
	memset(&fake_sys, 0, sizeof(fake_sys));
	fake_sys.vendor = "GenuineIntel";
	fake_sys.cpuid_ext_max = 0x80000008;
}

static bool inside(uint64_t addr, uint64_t size, uint64_t start,
		   uint64_t length)
{
	return addr >= start && addr - start < length &&
	       size <= length - (addr - start);
}

void fake_claim_part(enum fake_space space, uint64_t addr, uint64_t size,
		     uint64_t offset, const struct fake_ops *ops, void *model)
{
	if (range_count == RANGES_MAX)
		fake_abort("more than %d ranges", RANGES_MAX);
	ranges[range_count++] = (struct range){
		.space = space,
		.addr = addr,
		.size = size,
		.offset = offset,
		.ops = ops,
		.model = model,
	};
}

void fake_claim(enum fake_space space, uint64_t addr, uint64_t size,
		const struct fake_ops *ops, void *model)
{
	fake_claim_part(space, addr, size, 0, ops, model);
}

void fake_ram_add(uint64_t addr, uint64_t size, void *host)
{
	if (ram_count == RANGES_MAX)
		fake_abort("more than %d RAM ranges", RANGES_MAX);
	rams[ram_count++] = (struct ram){ addr, size, host };
}

void *fake_ram_ptr(uint64_t addr, uint64_t size)
{
	size_t i;

	for (i = 0; i < ram_count; i++) {
		if (inside(addr, size, rams[i].addr, rams[i].size))
			return rams[i].host + (addr - rams[i].addr);
	}
	fake_abort("RAM 0x%" PRIx64 ", 0x%" PRIx64 " bytes: not there", addr,
		   size);
}

static const struct range *find(enum fake_space space, uint64_t addr,
				unsigned int size, const char *verb)
{
	size_t i;

	for (i = 0; i < range_count; i++) {
		if (ranges[i].space == space &&
		    inside(addr, size, ranges[i].addr, ranges[i].size))
			return &ranges[i];
	}
	fake_abort("%s of %u bytes at %s 0x%" PRIx64 ": no model owns it", verb,
		   size, space_names[space], addr);
}

static void log_add(enum fake_space space, bool is_write, uint64_t addr,
		    unsigned int size, uint64_t value)
{
	if (log_count == LOG_MAX)
		fake_abort("more than %u accesses", LOG_MAX);
	log_entries[log_count++] = (struct fake_access){
		.space = space,
		.is_write = is_write,
		.size = size,
		.addr = addr,
		.value = value,
	};
	if (!fake_cpu.tsc_stopped)
		fake_cpu.tsc += fake_cpu.tsc_per_access;
}

uint64_t fake_read(enum fake_space space, uint64_t addr, unsigned int size)
{
	const struct range *range = find(space, addr, size, "read");
	uint64_t value;

	value = range->ops->read(range->model,
				 addr - range->addr + range->offset, size);
	log_add(space, false, addr, size, value);
	return value;
}

void fake_write(enum fake_space space, uint64_t addr, unsigned int size,
		uint64_t value)
{
	const struct range *range = find(space, addr, size, "write");

	log_add(space, true, addr, size, value);
	range->ops->write(range->model, addr - range->addr + range->offset,
			  size, value);
}

const struct fake_access *fake_log(size_t *count_ret)
{
	*count_ret = log_count;
	return log_entries;
}

void fake_log_clear(void)
{
	log_count = 0;
}

size_t fake_log_writes(enum fake_space space, uint64_t addr, uint64_t size)
{
	size_t count = 0;
	size_t i;

	for (i = 0; i < log_count; i++) {
		const struct fake_access *access = &log_entries[i];

		if (access->is_write && access->space == space &&
		    inside(access->addr, 1, addr, size))
			count++;
	}
	return count;
}

uint64_t fake_cpu_tsc(void)
{
	if (!fake_cpu.tsc_stopped)
		fake_cpu.tsc += fake_cpu.tsc_per_read;
	return fake_cpu.tsc;
}

/*
 * Intel SDM Vol. 3A, 6.7.1: NMIs stay blocked from the delivery of one until
 * the next IRET, and one that arrives meanwhile is held.
 */
void fake_cpu_iret(void)
{
	fake_cpu.irets++;
	fake_cpu.nmi_blocked = false;
	if (fake_cpu.nmi_latched) {
		fake_cpu.nmi_latched = false;
		fake_cpu.nmis++;
	}
}

void fake_cpu_irq_window(void)
{
	unsigned int taken;

	fake_cpu.windows++;
	for (taken = 0; taken < fake_cpu.window_max; taken++) {
		int vector = -1;

		if (fake_cpu.accept)
			vector = fake_cpu.accept(fake_cpu.accept_model);
		if (vector < 0)
			return;
		if (!fake_cpu.irq_handler)
			fake_abort("vector %d: no handler", vector);
		fake_cpu.irq_handler((uint32_t)vector);
		fake_cpu_iret();
	}
}
