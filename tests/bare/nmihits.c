// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nmihits.c - which of purgatory's instructions were hit by NMIs, as "NAME
 * VALUE" lines, from QEMU's log of interrupts ("-d int").
 *
 *	nmihits LOG LAYOUT PURGATORY-ELF
 *
 * "hit.FUNCTION COUNT" for each function that was hit; then how many NMIs,
 * how many instructions they hit, and how many functions.
 */
#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/error.h"
#include "kdump-prep/file.h"

#define BLOB_MAX  0x100000u
#define NAMES_MAX 1024u

/* A function, and the NMIs that met it. */
struct function {
	uint64_t addr;
	uint64_t size;
	const char *name;
	uint32_t hits;
};

static struct function function[NAMES_MAX];
static size_t function_count;
static uint8_t hit[BLOB_MAX];	/* by offset in the blob */
static uint32_t hits, instructions;

static _Noreturn void fail(const char *what, const char *which)
{
	fprintf(stderr, "nmihits: %s: %s\n", what, which);
	exit(99);
}

static const void *take(const uint8_t *file, size_t size, uint64_t offset,
			uint64_t want)
{
	if (offset > size || want > size - offset || offset % 8)
		fail("purgatory", "not an ELF file as it is built");
	return file + offset;
}

/* The names stay in @file. */
static void read_symbols(const uint8_t *file, size_t size)
{
	const Elf64_Ehdr *ehdr = take(file, size, 0, sizeof(*ehdr));
	const Elf64_Shdr *shdr = take(file, size, ehdr->e_shoff,
				      ehdr->e_shnum * sizeof(*shdr));
	const Elf64_Shdr *table = shdr;
	const Elf64_Shdr *names;
	const Elf64_Sym *symbol;

	while (table < shdr + ehdr->e_shnum && table->sh_type != SHT_SYMTAB)
		table++;
	if (table == shdr + ehdr->e_shnum || table->sh_link >= ehdr->e_shnum)
		fail("purgatory", "no symbols");
	names = shdr + table->sh_link;
	symbol = take(file, size, table->sh_offset, table->sh_size);
	for (uint64_t i = 0; i < table->sh_size / sizeof(*symbol); i++) {
		if (ELF64_ST_TYPE(symbol[i].st_info) != STT_FUNC ||
		    function_count == NAMES_MAX ||
		    symbol[i].st_name >= names->sh_size)
			continue;
		function[function_count++] = (struct function){
			.addr = symbol[i].st_value,
			.size = symbol[i].st_size,
			.name = (const char *)file + names->sh_offset +
				symbol[i].st_name,
		};
	}
}

static void add_hit(uint64_t offset)
{
	if (offset >= BLOB_MAX)
		return;
	hits++;
	instructions += !hit[offset];
	hit[offset] = 1;
	for (size_t i = 0; i < function_count; i++)
		if (offset - function[i].addr < function[i].size)
			function[i].hits++;
}

static uint64_t blob_addr(const char *layout)
{
	FILE *file = fopen(layout, "r");
	char line[256];
	uint64_t addr;

	if (!file)
		fail(layout, strerror(errno));
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "part blob %" SCNx64, &addr) == 1) {
			fclose(file);
			return addr;
		}
	fail(layout, "no blob");
}

/* "12: v=02 e=0000 i=0 cpl=0 IP=0010:0000000004013c5e ..." */
static void read_log(const char *path, uint64_t blob)
{
	FILE *file = fopen(path, "r");
	char line[512];
	const char *at;
	uint64_t ip;

	if (!file)
		fail(path, strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		if (!strstr(line, ": v=02 "))
			continue;
		at = strstr(line, " IP=0010:");
		if (at && sscanf(at, " IP=0010:%" SCNx64, &ip) == 1)
			add_hit(ip - blob);
	}
	fclose(file);
}

int main(int argc, char **argv)
{
	KDP_AUTO_FREE uint8_t *elf = NULL;
	struct kdp_error *err;
	uint32_t functions = 0;
	size_t size;

	if (argc != 4)
		fail("usage", "nmihits LOG LAYOUT PURGATORY-ELF");
	err = kdp_file_read(argv[3], 16 * BLOB_MAX, &elf, &size);
	if (err)
		fail("error", err->message);
	read_symbols(elf, size);
	read_log(argv[1], blob_addr(argv[2]));
	for (size_t i = 0; i < function_count; i++) {
		if (!function[i].hits)
			continue;
		functions++;
		printf("hit.%s %" PRIu32 "\n", function[i].name,
		       function[i].hits);
	}
	printf("hits %" PRIu32 "\n", hits);
	printf("hits.instructions %" PRIu32 "\n", instructions);
	printf("hits.functions %" PRIu32 "\n", functions);
	return 0;
}
