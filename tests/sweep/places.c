// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * places.c - where on the way from kernel to kernel an address is, in words.
 */
#include "tests/sweep/places.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT (2ul << 20) /* of a kernel in memory */
/* A bzImage lies at a page and is entered behind its 32-bit entry. */
#define PAGE  0x1000u
#define ENTRY 0x200u

static bool add(struct places *places, const struct symbol *symbol)
{
	struct symbol *more;

	if (!(places->count & (places->count - 1))) {
		more = realloc(places->symbol, sizeof(*more) * 2 *
			       (places->count ? places->count : 1));
		if (!more)
			return false;
		places->symbol = more;
	}
	places->symbol[places->count++] = *symbol;
	return true;
}

bool places_read(struct places *places, FILE *file)
{
	char line[512];

	*places = (struct places){ 0 };
	while (fgets(line, sizeof(line), file)) {
		struct symbol symbol;
		char kind;

		if (sscanf(line, "%" SCNx64 " %c %55s", &symbol.address, &kind,
			   symbol.name) != 3 || !strchr("tT", kind))
			continue;
		if (!strcmp(symbol.name, "_text"))
			places->text = symbol.address;
		else if (!add(places, &symbol))
			break;
	}
	return places->text && places->count;
}

void places_deinit(struct places *places)
{
	free(places->symbol);
	*places = (struct places){ 0 };
}

static const struct symbol *find(const struct places *places, uint64_t address)
{
	size_t low = 0, high = places->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (places->symbol[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &places->symbol[low - 1] : NULL;
}

static void name_symbol(const struct places *places, uint64_t address,
			char *ret, size_t size)
{
	const struct symbol *symbol = find(places, address);

	if (symbol)
		snprintf(ret, size, "%s", symbol->name);
	else
		snprintf(ret, size, "0x%" PRIx64, address);
}

/* The mark of the second kernel's first step to where it is linked. */
static size_t find_high(const struct trace_mark *mark, size_t count)
{
	for (size_t i = count; i-- > 0;)
		if (mark[i].kind == TRACE_HIGH)
			return i;
	return count;
}

/*
 * Whether a mark is between the first entry of a bzImage and the last one: a
 * wrapped kernel begins as one, and has the kernel itself inside.
 */
static bool in_stage(const struct trace_mark *mark, size_t high, size_t index)
{
	size_t first = high, last = high;

	for (size_t i = 0; i < high; i++) {
		if (mark[i].kind != TRACE_REGION ||
		    mark[i].address % PAGE != ENTRY)
			continue;
		if (first == high)
			first = i;
		last = i;
	}
	return index >= first && index < last;
}

void places_name(const struct places *places, const struct trace_mark *mark,
		 size_t count, size_t index, char *ret, size_t size)
{
	size_t high = find_high(mark, count), jumps = 0, entry = 0;
	uint64_t base = 0;

	if (mark[index].address >> 47 || high == count) {
		name_symbol(places, mark[index].address, ret, size);
		return;
	}
	/* What jumps there stands in front of where it jumps. */
	base = mark[high].from - (mark[high].address - places->text);
	base = (base + ALIGNMENT / 2) & ~(ALIGNMENT - 1);
	for (size_t i = high; i-- > 0;)
		if (mark[i].kind == TRACE_REGION && mark[i].address == base)
			entry = i;
	for (size_t i = 0; i <= index; i++)
		jumps += mark[i].kind == TRACE_REGION ||
			 mark[i].kind == TRACE_LOW;
	if (entry && index >= entry && index <= high)
		name_symbol(places, mark[index].address - base + places->text,
			    ret, size);
	else if (in_stage(mark, high, index))
		snprintf(ret, size, "stage");
	else
		snprintf(ret, size, "%s", jumps < 2 ? "relocate_kernel" :
			 jumps == 2 ? "purgatory" : "decompressor");
}
