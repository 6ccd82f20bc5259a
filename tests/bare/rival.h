/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rival.h - the purgatory of kexec-tools, taken out of its program, where it
 * is embedded as a relocatable ELF file, and placed as kexec-tools does it.
 */
#ifndef KDP_TESTS_BARE_RIVAL_H
#define KDP_TESTS_BARE_RIVAL_H

#include <stddef.h>
#include <stdint.h>

/* A range of memory that it hashes. */
struct rival_region {
	uint64_t addr;
	uint64_t size;
	const uint8_t *data;
};

struct rival {
	uint8_t *elf;		/* the relocatable file */
	size_t elf_size;
	uint64_t addr;		/* where it is placed */
	uint8_t *data;		/* as it is placed */
	uint64_t size;
};

#define RIVAL_REGIONS_MAX 16u

/**
 * rival_open() - find the purgatory in kexec-tools' program
 *
 * Sets size.  Ends the program when there is none, as everything here does on
 * an error.
 */
void rival_open(struct rival *rival, const char *path);

/**
 * rival_place() - relocate, and hand over what it is to do
 * @rival: addr and data set by the caller; data is of size bytes, zeroed
 * @kernel_entry: where it goes in the end
 *
 * Return: the address of its entry.
 */
uint64_t rival_place(struct rival *rival, const struct rival_region *region,
		     size_t region_count, uint64_t boot_params,
		     uint64_t kernel_entry);

#endif
