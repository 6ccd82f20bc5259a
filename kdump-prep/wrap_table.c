// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wrap_table.c - writes the table of a wrapped kernel; see wrap_table.h.
 *
 * The archive is a cpio archive of its own (the kernel's
 * Documentation/driver-api/early-userspace/buffer-format.rst: zeros between
 * archives are passed over), so that the initrd in front of it may be packed
 * in any way.
 */
#include "kdump-prep/wrap_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define CPIO_ALIGN  4u
#define CPIO_HEADER 110u
#define CPIO_END    "TRAILER!!!"
#define FILE_MODE   0100444u

static size_t aligned(size_t size)
{
	return (size + CPIO_ALIGN - 1) & ~(size_t)(CPIO_ALIGN - 1);
}

/* Header and name of a member, filled up to where its data begins. */
static size_t member_size(const char *name)
{
	return aligned(CPIO_HEADER + strlen(name) + 1);
}

static void write_member(uint8_t *at, const char *name, unsigned int mode,
			 size_t size)
{
	char header[CPIO_HEADER + 1];

	snprintf(header, sizeof(header),
		 "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
		 0, mode, 0, 0, 1, 0, (unsigned int)size, 0, 0, 0, 0,
		 (unsigned int)strlen(name) + 1, 0);
	memcpy(at, header, CPIO_HEADER);
	memcpy(at + CPIO_HEADER, name, strlen(name));
}

static void write_functions(const struct kdp_plan_model *plan, uint8_t *at)
{
	size_t i;

	for (i = 0; i < plan->function_count; i++) {
		const struct kdp_pci_function *from = &plan->function[i];
		struct kdp_wrap_function to = {
			.segment = from->segment,
			.bus = from->bus,
			.devfn = from->devfn,
			.vendor = from->vendor,
			.device = from->device,
			.flags = from->flags & KDP_PCI_F_VF,
		};

		memcpy(at + i * sizeof(to), &to, sizeof(to));
	}
}

static void write_table(const struct kdp_plan_model *plan,
			const struct kdp_wrap_options *options, uint8_t *at,
			size_t size)
{
	struct kdp_wrap_table table = {
		.magic = KDP_WRAP_MAGIC,
		.version = KDP_ABI_VERSION,
		.header_size = sizeof(table),
		.size = (uint32_t)size,
		.tsc_khz = plan->tsc_khz,
		.load_time = options->load_time,
		.serial = options->serial,
		.test_wait_ms = options->test_wait_ms,
		.function_size = sizeof(struct kdp_wrap_function),
	};

	if (plan->flags & KDP_PLAN_F_INTREMAP)
		table.flags |= KDP_WRAP_F_INTREMAP;
	if (options->off)
		table.flags |= KDP_WRAP_F_OFF;
	table.function_count = (uint32_t)((size - sizeof(table)) /
					  sizeof(struct kdp_wrap_function));
	memcpy(at, &table, sizeof(table));
	if (table.function_count)
		write_functions(plan, at + sizeof(table));
	table.crc = (uint32_t)crc32_z(0, at, size);
	memcpy(at, &table, sizeof(table));
}

struct kdp_error *kdp_wrap_archive(const struct kdp_plan_model *plan,
				   const struct kdp_wrap_options *options,
				   size_t initrd_size, uint8_t **ret,
				   size_t *size_ret)
{
	size_t fill = aligned(initrd_size) - initrd_size;
	size_t table = sizeof(struct kdp_wrap_table);
	uint8_t *archive, *at;
	size_t size;

	if (plan->function_count <= KDP_WRAP_FUNCTIONS_MAX)
		table += plan->function_count *
			 sizeof(struct kdp_wrap_function);
	size = fill + member_size(KDP_WRAP_FILE) + aligned(table) +
	       member_size(CPIO_END);
	archive = calloc(1, size);
	if (!archive)
		return &kdp_enomem;
	at = archive + fill;
	write_member(at, KDP_WRAP_FILE, FILE_MODE, table);
	at += member_size(KDP_WRAP_FILE);
	write_table(plan, options, at, table);
	at += aligned(table);
	write_member(at, CPIO_END, 0, 0);
	*ret = archive;
	*size_ret = size;
	return NULL;
}
