// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iomem.c - reads /proc/iomem: "  start-end : name", indented by level.
 *
 * Names are taken at every level: memory that a driver added is "System RAM
 * (driver)" below the driver's device, and the reservation for the crash
 * kernel is below the RAM that it was taken from.
 */
#include "kdump-prep/iomem.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/text.h"

/* Names of the e820 types and of what the kernel reserves for itself. */
static const struct {
	const char *name;
	enum kdp_range_type type;
} names[] = {
	{ "System RAM", KDP_RANGE_RAM },
	{ "Reserved", KDP_RANGE_RESERVED },
	/* The spelling of older kernels. */
	{ "reserved", KDP_RANGE_RESERVED },
	/* Memory for a driver: the second kernel must not take it as RAM. */
	{ "Soft Reserved", KDP_RANGE_RESERVED },
	{ "ACPI Tables", KDP_RANGE_ACPI },
	{ "ACPI Non-volatile Storage", KDP_RANGE_NVS },
	{ "Unusable memory", KDP_RANGE_UNUSABLE },
	{ "Persistent Memory", KDP_RANGE_PMEM },
	{ "Persistent Memory (legacy)", KDP_RANGE_PMEM },
	{ "Crash kernel", KDP_RANGE_CRASH },
	{ "Kernel code", KDP_RANGE_KERNEL },
	{ "Kernel rodata", KDP_RANGE_KERNEL },
	{ "Kernel data", KDP_RANGE_KERNEL },
	{ "Kernel bss", KDP_RANGE_KERNEL },
};

#define DRIVER_RAM "System RAM ("

static bool find_type(struct kdp_word name, enum kdp_range_type *ret)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (kdp_word_is(name, names[i].name)) {
			*ret = names[i].type;
			return true;
		}
	}
	if (name.size > strlen(DRIVER_RAM) &&
	    memcmp(name.start, DRIVER_RAM, strlen(DRIVER_RAM)) == 0) {
		*ret = KDP_RANGE_RAM;
		return true;
	}
	return false;
}

/* Two numbers of base 16 with "-" between them. */
static bool parse_span(struct kdp_word word, uint64_t *start, uint64_t *end)
{
	const char *dash = memchr(word.start, '-', word.size);
	struct kdp_word low = word;
	struct kdp_word high = word;

	if (!dash)
		return false;
	low.size = (size_t)(dash - word.start);
	high.start = dash + 1;
	high.size = word.size - low.size - 1;
	return kdp_word_u64(low, 16, start) && kdp_word_u64(high, 16, end);
}

/* Adds a window from "PCI ECAM 0000 [bus 00-ff]"; other names are skipped. */
static struct kdp_error *add_ecam(struct kdp_iomem *iomem,
				  struct kdp_text *text, uint64_t addr)
{
	uint64_t segment, bus_start, bus_end;
	struct kdp_word word;
	struct kdp_ecam *larger;

	if (!kdp_text_word(text, &word) || !kdp_word_is(word, "PCI") ||
	    !kdp_text_word(text, &word) ||
	    !(kdp_word_is(word, "ECAM") || kdp_word_is(word, "MMCONFIG")))
		return NULL;
	if (!kdp_text_word(text, &word) ||
	    !kdp_word_u64(word, 16, &segment) || segment > UINT16_MAX ||
	    !kdp_text_word(text, &word) || !kdp_word_is(word, "[bus") ||
	    !kdp_text_word(text, &word) || word.start[--word.size] != ']' ||
	    !parse_span(word, &bus_start, &bus_end) ||
	    bus_start > bus_end || bus_end > UINT8_MAX ||
	    addr < bus_start << 20)
		return kdp_text_error(text, "bad ECAM window");
	larger = reallocarray(iomem->ecam, iomem->ecam_count + 1,
			      sizeof(*larger));
	if (!larger)
		return &kdp_enomem;
	iomem->ecam = larger;
	iomem->ecam[iomem->ecam_count++] = (struct kdp_ecam){
		.addr = addr - (bus_start << 20),
		.segment = (uint16_t)segment,
		.bus_start = (uint8_t)bus_start,
		.bus_end = (uint8_t)bus_end,
	};
	return NULL;
}

/*
 * A range inside one of the same type says nothing new.  The file lists a
 * range before those inside it, and ranges of one level by address, so that
 * only the last one can hold it.
 */
static bool is_known(const struct kdp_ranges *memory,
		     const struct kdp_range *range)
{
	size_t i = memory->count;

	while (i-- > 0)
		if (memory->range[i].type == range->type)
			return memory->range[i].start <= range->start &&
			       memory->range[i].end >= range->end;
	return false;
}

static struct kdp_error *parse_line(struct kdp_iomem *iomem,
				    struct kdp_text *text, bool *any_address)
{
	enum kdp_range_type type;
	struct kdp_word word;
	struct kdp_word name;
	uint64_t start, end;

	if (!kdp_text_word(text, &word) || !parse_span(word, &start, &end) ||
	    start > end || !kdp_text_word(text, &word) ||
	    !kdp_word_is(word, ":"))
		return kdp_text_error(text, "expected \"start-end : name\"");
	*any_address |= end != 0;
	name = text->rest;
	if (name.size > 0) {
		name.start++;
		name.size--;
	}
	if (!find_type(name, &type))
		return add_ecam(iomem, text, start);
	if (is_known(&iomem->memory,
		     &(struct kdp_range){ start, end, type }))
		return NULL;
	return kdp_ranges_add(&iomem->memory, start, end, type);
}

struct kdp_error *kdp_iomem_parse(const char *data, size_t size,
				  struct kdp_iomem *ret)
{
	bool any_address = false;
	struct kdp_error *err;
	struct kdp_text text;

	kdp_text_init(&text, "/proc/iomem", data, size);
	while (kdp_text_next(&text)) {
		err = parse_line(ret, &text, &any_address);
		if (err)
			return err;
	}
	if (!any_address)
		return kdp_error_create(KDP_ERROR_OTHER,
					"/proc/iomem: every address is 0: reading them needs CAP_SYS_ADMIN, run as root");
	return NULL;
}

void kdp_iomem_deinit(struct kdp_iomem *iomem)
{
	kdp_ranges_deinit(&iomem->memory);
	free(iomem->ecam);
	*iomem = (struct kdp_iomem){ 0 };
}
