// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cpus.c - reads /sys/devices/system/cpu and /proc/cpuinfo.
 */
#include "kdump-prep/cpus.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <x86intrin.h>

#include "kdump-prep/text.h"

#define CPUS "/sys/devices/system/cpu"

/* "cpu12", not "cpufreq" or "cpuidle". */
static bool parse_name(const char *name, uint32_t *ret)
{
	struct kdp_word number;
	uint64_t id;

	if (strncmp(name, "cpu", 3) != 0)
		return false;
	number = (struct kdp_word){ name + 3, strlen(name + 3) };
	if (!kdp_word_u64(number, 10, &id) || id > UINT32_MAX)
		return false;
	*ret = (uint32_t)id;
	return true;
}

static struct kdp_error *read_cpu(const struct kdp_sysroot *root,
				  struct kdp_cpu *cpu)
{
	char path[sizeof(CPUS) + 64];
	struct kdp_error *err;
	uint64_t size;

	snprintf(path, sizeof(path), "%s/cpu%u/crash_notes", CPUS, cpu->id);
	err = kdp_sysroot_read_u64(root, path, 16, &cpu->notes_addr);
	if (err)
		return err;
	snprintf(path, sizeof(path), "%s/cpu%u/crash_notes_size", CPUS,
		 cpu->id);
	err = kdp_sysroot_read_u64(root, path, 10, &size);
	if (err)
		return err;
	if (size > UINT32_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: larger than 0xffffffff", path);
	cpu->notes_size = (uint32_t)size;
	return NULL;
}

static int compare(const void *a, const void *b)
{
	const struct kdp_cpu *x = a;
	const struct kdp_cpu *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static struct kdp_error *read_all(const struct kdp_sysroot *root, DIR *dir,
				  struct kdp_cpu **list, size_t *count)
{
	struct kdp_cpu *larger;
	struct kdp_error *err;
	struct dirent *entry;
	struct kdp_cpu cpu;

	for (;;) {
		cpu = (struct kdp_cpu){ 0 };
		errno = 0;
		entry = readdir(dir);
		if (!entry)
			break;
		if (!parse_name(entry->d_name, &cpu.id))
			continue;
		err = read_cpu(root, &cpu);
		/* No notes for a CPU that was never registered. */
		if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
			continue;
		if (err)
			return err;
		larger = reallocarray(*list, *count + 1, sizeof(*larger));
		if (!larger)
			return &kdp_enomem;
		*list = larger;
		larger[(*count)++] = cpu;
	}
	if (errno)
		return kdp_error_os(errno, "read %s", CPUS);
	return NULL;
}

struct kdp_error *kdp_cpus_discover(const struct kdp_sysroot *root,
				    struct kdp_cpu **ret, size_t *count_ret)
{
	struct kdp_cpu *list = NULL;
	struct kdp_error *err;
	size_t count = 0;
	DIR *dir;

	err = kdp_sysroot_opendir(root, CPUS, &dir);
	if (err)
		return err;
	err = read_all(root, dir, &list, &count);
	closedir(dir);
	if (err) {
		free(list);
		return err;
	}
	if (count)
		qsort(list, count, sizeof(*list), compare);
	*ret = list;
	*count_ret = count;
	return NULL;
}

/* Flags of /proc/cpuinfo that matter, as bits of a set. */
enum {
	FLAG_CONSTANT_TSC = 1u << 0,
	FLAG_NONSTOP_TSC = 1u << 1,
	FLAG_LA57 = 1u << 2,
	FLAG_HYPERVISOR = 1u << 3,
	FLAG_SME = 1u << 4,
	FLAG_SEV = 1u << 5,
	FLAG_SEV_ES = 1u << 6,
	FLAG_SEV_SNP = 1u << 7,
	FLAG_TDX_GUEST = 1u << 8,
};

static const struct {
	const char *name;
	unsigned int flag;
} flags[] = {
	{ "constant_tsc", FLAG_CONSTANT_TSC },
	{ "nonstop_tsc", FLAG_NONSTOP_TSC },
	{ "la57", FLAG_LA57 },
	{ "hypervisor", FLAG_HYPERVISOR },
	{ "sme", FLAG_SME },
	{ "sev", FLAG_SEV },
	{ "sev_es", FLAG_SEV_ES },
	{ "sev_snp", FLAG_SEV_SNP },
	{ "tdx_guest", FLAG_TDX_GUEST },
};

/*
 * A host that can run encrypted guests shows sev* too, without "hypervisor".
 * Which of them is active in a guest stands in MSR 0xc0010131, which user
 * space does not see: a guest that is offered the feature counts as having
 * it, and plain SEV as SEV-ES, since purgatory's page tables lack the C-bit.
 * "sme" stays only where the kernel uses it (Linux 6.1,
 * early_detect_mem_encrypt()); other kernels may show it without use, and
 * then too the machine is left alone.
 */
static enum kdp_guest guest_of(unsigned int set)
{
	if (set & FLAG_TDX_GUEST)
		return KDP_GUEST_TDX;
	if (set & FLAG_HYPERVISOR) {
		if (set & FLAG_SEV_SNP)
			return KDP_GUEST_SNP;
		if (set & (FLAG_SEV | FLAG_SEV_ES))
			return KDP_GUEST_SEV_ES;
	}
	if (set & FLAG_SME)
		return KDP_GUEST_SME_HOST;
	return KDP_GUEST_PLAIN;
}

struct kdp_error *kdp_cpuinfo_parse(const char *data, size_t size,
				    struct kdp_cpuinfo *ret)
{
	struct kdp_word word;
	struct kdp_text text;
	unsigned int set = 0;
	size_t i;

	kdp_text_init(&text, "/proc/cpuinfo", data, size);
	do {
		if (!kdp_text_next(&text))
			return kdp_error_create(KDP_ERROR_FORMAT,
						"/proc/cpuinfo: no line \"flags\"");
	} while (!kdp_text_word(&text, &word) || !kdp_word_is(word, "flags"));
	while (kdp_text_word(&text, &word)) {
		for (i = 0; i < sizeof(flags) / sizeof(*flags); i++)
			if (kdp_word_is(word, flags[i].name))
				set |= flags[i].flag;
	}
	*ret = (struct kdp_cpuinfo){
		.constant_tsc = (set & FLAG_CONSTANT_TSC) &&
				(set & FLAG_NONSTOP_TSC),
		.la57 = set & FLAG_LA57,
		.guest = guest_of(set),
	};
	return NULL;
}

/* "name<tabs>: 12": the number, or false when the line is another one. */
static bool number_of_line(struct kdp_text line, const char *name,
			   uint64_t *ret)
{
	struct kdp_word word;

	return kdp_text_word(&line, &word) && kdp_word_is(word, name) &&
	       kdp_text_word(&line, &word) && kdp_word_is(word, ":") &&
	       kdp_text_word(&line, &word) && kdp_word_u64(word, 10, ret);
}

static struct kdp_cpu *find_cpu(struct kdp_cpu *cpu, size_t count, uint64_t id)
{
	struct kdp_cpu key = { .id = (uint32_t)id };

	if (id > UINT32_MAX || !count)
		return NULL;
	return bsearch(&key, cpu, count, sizeof(*cpu), compare);
}

void kdp_cpuinfo_apic_ids(const char *data, size_t size, struct kdp_cpu *cpu,
			  size_t count)
{
	struct kdp_cpu *current = NULL;
	struct kdp_text text;
	uint64_t number;

	kdp_text_init(&text, "/proc/cpuinfo", data, size);
	while (kdp_text_next(&text)) {
		if (number_of_line(text, "processor", &number)) {
			current = find_cpu(cpu, count, number);
		} else if (current &&
			   number_of_line(text, "apicid", &number) &&
			   number <= UINT32_MAX) {
			current->apic_id = (uint32_t)number;
			current->has_apic_id = true;
		}
	}
}

#define MEASURE_NS   10000000u
#define MEASUREMENTS 3
#define SAMPLES	     8

/* Measurements that differ by no more than 1/16 make a steady clock. */
#define STEADY_SHIFT 4

/* One moment on both clocks. */
struct moment {
	uint64_t ns;
	uint64_t tsc;
};

static bool now_ns(uint64_t *ret)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC_RAW, &now) != 0)
		return false;
	*ret = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
	return true;
}

/*
 * Reads the TSC before and after the clock, several times, and keeps the
 * reading with the least between them: the others were interrupted.
 */
static bool read_moment(struct moment *ret)
{
	uint64_t best = UINT64_MAX;
	uint64_t before, after, ns;
	int i;

	for (i = 0; i < SAMPLES; i++) {
		before = __rdtsc();
		if (!now_ns(&ns))
			return false;
		after = __rdtsc();
		if (after < before || after - before >= best)
			continue;
		best = after - before;
		*ret = (struct moment){ ns, before + best / 2 };
	}
	return best != UINT64_MAX;
}

static uint64_t measure_once(void)
{
	const struct timespec pause = { .tv_nsec = MEASURE_NS };
	struct moment start, end;

	if (!read_moment(&start))
		return 0;
	/* Shortened by a signal, it is less exact. */
	nanosleep(&pause, NULL);
	if (!read_moment(&end) || end.ns <= start.ns)
		return 0;
	if (end.tsc <= start.tsc || end.tsc - start.tsc > UINT64_MAX / 1000000)
		return 0;
	return (end.tsc - start.tsc) * 1000000u / (end.ns - start.ns);
}

static int compare_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

uint32_t kdp_tsc_measure(bool *steady_ret)
{
	uint64_t khz[MEASUREMENTS];
	uint64_t least, most;
	size_t i;

	for (i = 0; i < MEASUREMENTS; i++)
		khz[i] = measure_once();
	qsort(khz, MEASUREMENTS, sizeof(*khz), compare_u64);
	least = khz[0];
	most = khz[MEASUREMENTS - 1];
	*steady_ret = least > 0 && most - least <= least >> STEADY_SHIFT;
	if (most > UINT32_MAX)
		return 0;
	return (uint32_t)khz[MEASUREMENTS / 2];
}
