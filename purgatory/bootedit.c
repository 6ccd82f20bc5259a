// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bootedit.c - edits of what the kernel's loader left for the second kernel;
 * see bootedit.h.
 */
#include "purgatory/bootedit.h"

#include <elf.h>

#include "purgatory/mem.h"

#define E820_RAM      1u
#define E820_RESERVED 2u

#define E820_ROOM E820_MAX_ENTRIES_ZEROPAGE

static const char name[] = "elfcorehdr=";

static bool holds(const struct boot_e820_entry *entry, uint64_t addr,
		  uint64_t size)
{
	return entry->type == E820_RAM && addr >= entry->addr &&
	       addr - entry->addr <= entry->size &&
	       size <= entry->size - (addr - entry->addr);
}

static void put(struct boot_params *params, uint32_t at, uint64_t start,
		uint64_t end, uint32_t type)
{
	struct boot_e820_entry entry = {
		.addr = start, .size = end - start, .type = type,
	};

	memcpy(&params->e820_table[at], &entry, sizeof(entry));
}

/* Replaces entry @at by what remains on both sides, and the range itself. */
static enum kdp_status cut(struct boot_params *params, uint32_t at,
			   uint64_t addr, uint64_t size)
{
	struct boot_e820_entry old = params->e820_table[at];
	uint32_t count = params->e820_entries;
	uint64_t end = addr + size;
	bool before = addr > old.addr;
	bool behind = end < old.addr + old.size;
	uint32_t parts = (uint32_t)before + behind;
	bool named = count - 1 + parts + 1 <= E820_ROOM;

	parts += named;
	if (count - 1 + parts > E820_ROOM)
		return KDP_STATUS_UNSUPPORTED;
	memmove(&params->e820_table[at + parts], &params->e820_table[at + 1],
		(count - at - 1) * sizeof(old));
	params->e820_entries = (uint8_t)(count - 1 + parts);
	if (before)
		put(params, at++, old.addr, addr, E820_RAM);
	if (named)
		put(params, at++, addr, end, E820_RESERVED);
	if (behind)
		put(params, at, end, old.addr + old.size, E820_RAM);
	return KDP_STATUS_OK;
}

enum kdp_status kdp_e820_reserve(struct boot_params *params, uint64_t addr,
				 uint64_t size)
{
	struct boot_e820_entry entry;
	uint32_t i;

	if (!size || params->e820_entries > E820_ROOM)
		return KDP_STATUS_MISMATCH;
	for (i = 0; i < params->e820_entries; i++) {
		memcpy(&entry, &params->e820_table[i], sizeof(entry));
		if (entry.size <= UINT64_MAX - entry.addr &&
		    holds(&entry, addr, size))
			return cut(params, i, addr, size);
	}
	return KDP_STATUS_MISMATCH;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static unsigned int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned int)(c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? (unsigned int)(c - 'a') + 10 : 16;
}

/* Powers of 1024 by suffix; 0 for a character that is none. */
static unsigned int suffix_power(char c)
{
	static const char suffixes[] = "kmgtpe";
	unsigned int i;

	c |= 0x20;
	for (i = 0; i < sizeof(suffixes) - 1; i++) {
		if (suffixes[i] == c)
			return i + 1;
	}
	return 0;
}

/*
 * One number of [*p, end), as memparse().  A value that overflows is none,
 * since the kernel would have read another one.
 */
static bool parse_number(const char **p, const char *end, uint64_t *ret)
{
	unsigned int base = 10;
	unsigned int power;
	const char *first;
	uint64_t value = 0;

	if (end - *p > 1 && **p == '0') {
		base = 8;
		if (((*p)[1] | 0x20) == 'x') {
			base = 16;
			*p += 2;
		}
	}
	for (first = *p; *p < end && digit_of(**p) < base; (*p)++) {
		unsigned int digit = digit_of(**p);

		if (value > (UINT64_MAX - digit) / base)
			return false;
		value = value * base + digit;
	}
	if (*p == first)
		return false;
	power = *p < end ? suffix_power(**p) : 0;
	if (power) {
		if (value > UINT64_MAX >> (10 * power))
			return false;
		value <<= 10 * power;
		(*p)++;
	}
	*ret = value;
	return true;
}

static enum kdp_status parse_value(const char *value, const char *end,
				   uint64_t *addr)
{
	if (!parse_number(&value, end, addr))
		return KDP_STATUS_MISMATCH;
	if (value < end && *value == '@') {
		value++;
		if (!parse_number(&value, end, addr))
			return KDP_STATUS_MISMATCH;
	}
	return value == end ? KDP_STATUS_OK : KDP_STATUS_MISMATCH;
}

enum kdp_status kdp_cmdline_find(const char *line, uint32_t length,
				 struct kdp_elfcorehdr_arg *ret)
{
	const uint32_t prefix = sizeof(name) - 1;
	enum kdp_status status = KDP_STATUS_SKIPPED;
	uint32_t at = 0;
	uint32_t end;

	for (; at < length; at = end) {
		while (at < length && is_blank(line[at]))
			at++;
		for (end = at; end < length && !is_blank(line[end]);)
			end++;
		if (end - at <= prefix || memcmp(line + at, name, prefix) != 0)
			continue;
		ret->at = at + prefix;
		ret->length = end - ret->at;
		status = parse_value(line + ret->at, line + end, &ret->addr);
	}
	return status;
}

enum kdp_status kdp_cmdline_rewrite(const char *line, uint32_t length,
				    const struct kdp_elfcorehdr_arg *arg,
				    uint64_t addr, char *to, uint32_t capacity)
{
	static const char digits[] = "0123456789abcdef";
	char text[2 + 16];
	uint32_t used = sizeof(text);
	uint32_t rest = length - arg->at - arg->length;
	uint32_t size;

	do {
		text[--used] = digits[addr & 0xf];
		addr >>= 4;
	} while (addr);
	text[--used] = 'x';
	text[--used] = '0';
	size = (uint32_t)sizeof(text) - used;
	if (arg->at + size + rest >= capacity)
		return KDP_STATUS_UNSUPPORTED;
	memcpy(to, line, arg->at);
	memcpy(to + arg->at, text + used, size);
	memcpy(to + arg->at + size, line + arg->at + arg->length, rest);
	to[arg->at + size + rest] = '\0';
	return KDP_STATUS_OK;
}

uint64_t kdp_elfcorehdr_size(const void *header)
{
	Elf64_Ehdr ehdr;

	memcpy(&ehdr, header, sizeof(ehdr));
	if (memcmp(ehdr.e_ident, ELFMAG, SELFMAG) != 0 ||
	    ehdr.e_ident[EI_CLASS] != ELFCLASS64 ||
	    ehdr.e_ident[EI_DATA] != ELFDATA2LSB ||
	    ehdr.e_phentsize != sizeof(Elf64_Phdr) ||
	    ehdr.e_phoff < sizeof(ehdr) || ehdr.e_phoff > 4096 ||
	    ehdr.e_phoff % 8 || ehdr.e_phnum == 0)
		return 0;
	return ehdr.e_phoff + (uint64_t)ehdr.e_phnum * sizeof(Elf64_Phdr);
}
