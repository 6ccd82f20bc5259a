// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bootparams.c - writes what the second kernel is told; see bootparams.h.
 */
#include "kdump-prep/bootparams.h"

#include <asm/bootparam.h>
#include <inttypes.h>
#include <string.h>

#include "kdump-prep/cleanup.h"

/* Boot loader type 0xd, version 0: "kexec" (boot.rst, type_of_loader). */
#define LOADER_KEXEC 0xd0u
#define MIB_END	     0xfffffu

/* Read by Linux from v6.0 on; others pass over it. */
#ifndef SETUP_RNG_SEED
#define SETUP_RNG_SEED 9
#endif

_Static_assert(sizeof(struct boot_params) == KDP_BOOTPARAMS_CMDLINE,
	       "boot_params is not one page");

/* Body of setup_data SETUP_EFI (struct efi_setup_data of asm/efi.h). */
struct efi_data {
	uint64_t fw_vendor;
	uint64_t runtime;
	uint64_t tables;
	uint64_t smbios;
	uint64_t reserved[8];
};

_Static_assert(sizeof(struct efi_data) == 96, "efi_setup_data");

/* An EFI memory descriptor (UEFI 2.10, 7.2.3); firmware may append to it. */
struct efi_descriptor {
	uint32_t type;
	uint32_t pad;
	uint64_t phys_addr;
	uint64_t virt_addr;
	uint64_t pages;
	uint64_t attribute;
};

#define DESCRIPTOR_SIZE_MAX 1024u

struct kdp_error *kdp_e820_build(const struct kdp_topology *topology,
				 const struct kdp_hidden *hidden,
				 size_t hidden_count, struct kdp_ranges *ret)
{
	const struct kdp_ranges *memory = &topology->memory;
	struct kdp_error *err = NULL;
	uint64_t end;
	size_t i;

	for (i = 0; !err && i < memory->count; i++) {
		const struct kdp_range *r = &memory->range[i];

		if (r->type == KDP_RANGE_CRASH)
			err = kdp_ranges_add(ret, r->start, r->end,
					     KDP_RANGE_RAM);
		else if (r->type == KDP_RANGE_RAM && r->start <= MIB_END)
			err = kdp_ranges_add(ret, r->start,
					     r->end < MIB_END ? r->end :
								MIB_END,
					     KDP_RANGE_RAM);
	}
	for (i = 0; !err && i < hidden_count; i++) {
		end = hidden[i].addr + hidden[i].size - 1;
		err = kdp_ranges_exclude(ret, hidden[i].addr, end);
	}
	for (i = 0; !err && i < hidden_count; i++) {
		end = hidden[i].addr + hidden[i].size - 1;
		err = kdp_ranges_add(ret, hidden[i].addr, end,
				     KDP_RANGE_RESERVED);
	}
	for (i = 0; !err && i < memory->count; i++) {
		const struct kdp_range *r = &memory->range[i];

		if (r->type == KDP_RANGE_RAM || r->type >= KDP_RANGE_CRASH)
			continue;
		err = kdp_ranges_add(ret, r->start, r->end, r->type);
	}
	return err;
}

static size_t align8(size_t size)
{
	return (size + 7) & ~(size_t)7;
}

static const struct boot_params *running(const struct kdp_firmware *firmware)
{
	return (const struct boot_params *)(const void *)firmware->boot_params;
}

static size_t descriptor_size(const struct kdp_firmware *firmware)
{
	size_t size = running(firmware)->efi_info.efi_memdesc_size;

	if (size < sizeof(struct efi_descriptor) || size > DESCRIPTOR_SIZE_MAX)
		return sizeof(struct efi_descriptor);
	return size;
}

/* Entries that do not fit into boot_params. */
static size_t e820_rest(size_t count)
{
	return count > E820_MAX_ENTRIES_ZEROPAGE ?
		       count - E820_MAX_ENTRIES_ZEROPAGE : 0;
}

size_t kdp_bootparams_size(const struct kdp_firmware *firmware,
			   size_t e820_count, size_t cmdline_size)
{
	size_t rest = e820_rest(e820_count);
	size_t size = KDP_BOOTPARAMS_CMDLINE + align8(cmdline_size) +
		      align8(sizeof(struct setup_data) + KDP_BOOTPARAMS_SEED);

	if (firmware->efi)
		size += align8(firmware->efi_range_count *
			       descriptor_size(firmware)) +
			align8(sizeof(struct setup_data) +
			       sizeof(struct efi_data));
	if (rest)
		size += align8(sizeof(struct setup_data) +
			       rest * sizeof(struct boot_e820_entry));
	return size;
}

/* Where the next piece of the segment goes. */
struct cursor {
	uint64_t addr;		/* of the segment */
	uint8_t *buffer;
	size_t offset;
	struct boot_params *params;
};

/* Appends an item to the front of the second kernel's list. */
static uint8_t *add_setup_data(struct cursor *c, uint32_t type, size_t length)
{
	struct setup_data item = {
		.next = c->params->hdr.setup_data,
		.type = type,
		.len = (uint32_t)length,
	};
	uint8_t *at = c->buffer + c->offset;

	memcpy(at, &item, sizeof(item));
	c->params->hdr.setup_data = c->addr + c->offset;
	c->offset += align8(sizeof(item) + length);
	return at + sizeof(item);
}

static void fill_e820(const struct kdp_ranges *e820, struct cursor *c)
{
	size_t rest = e820_rest(e820->count);
	size_t first = e820->count - rest;
	struct boot_e820_entry entry;
	uint8_t *more = NULL;
	size_t i;

	if (rest)
		more = add_setup_data(c, SETUP_E820_EXT, rest * sizeof(entry));
	for (i = 0; i < e820->count; i++) {
		entry.addr = e820->range[i].start;
		entry.size = e820->range[i].end - e820->range[i].start + 1;
		entry.type = (uint32_t)e820->range[i].type;
		if (i < first) {
			c->params->e820_table[i] = entry;
			continue;
		}
		memcpy(more, &entry, sizeof(entry));
		more += sizeof(entry);
	}
	c->params->e820_entries = (uint8_t)first;
}

/*
 * A kernel started by kexec cannot call SetVirtualAddressMap() again: it takes
 * the mappings of the first one from the memory map, and the physical
 * addresses that firmware replaced by virtual ones from SETUP_EFI.
 */
static void fill_efi(const struct kdp_firmware *firmware, struct cursor *c)
{
	size_t size = descriptor_size(firmware);
	struct efi_info info = running(firmware)->efi_info;
	uint64_t map = c->addr + c->offset;
	struct efi_data data = {
		.fw_vendor = firmware->fw_vendor,
		.runtime = firmware->runtime,
		.tables = firmware->config_table,
		.smbios = firmware->smbios,
	};
	size_t i;

	info.efi_memdesc_size = (uint32_t)size;
	info.efi_memmap = (uint32_t)map;
	info.efi_memmap_hi = (uint32_t)(map >> 32);
	info.efi_memmap_size = (uint32_t)(firmware->efi_range_count * size);
	c->params->efi_info = info;
	c->params->secure_boot = running(firmware)->secure_boot;
	for (i = 0; i < firmware->efi_range_count; i++) {
		const struct kdp_efi_range *r = &firmware->efi_range[i];
		struct efi_descriptor d = {
			.type = r->type,
			.phys_addr = r->phys_addr,
			.virt_addr = r->virt_addr,
			.pages = r->pages,
			.attribute = r->attribute,
		};

		memcpy(c->buffer + c->offset + i * size, &d, sizeof(d));
	}
	c->offset += align8(firmware->efi_range_count * size);
	memcpy(add_setup_data(c, SETUP_EFI, sizeof(data)), &data,
	       sizeof(data));
}

static void fill_header(const struct kdp_bootparams *input, struct cursor *c)
{
	struct boot_params *params = c->params;
	struct setup_header *hdr = &params->hdr;
	uint64_t cmdline = c->addr + KDP_BOOTPARAMS_CMDLINE;

	memcpy(hdr, input->kernel->header, input->kernel->header_size);
	hdr->type_of_loader = LOADER_KEXEC;
	hdr->ext_loader_ver = 0;
	hdr->ext_loader_type = 0;
	/* KASLR_FLAG is for the decompressor to set. */
	hdr->loadflags &= (uint8_t)~KASLR_FLAG;
	hdr->setup_data = 0;
	hdr->ramdisk_image = (uint32_t)input->initrd_addr;
	hdr->ramdisk_size = (uint32_t)input->initrd_size;
	params->ext_ramdisk_image = (uint32_t)(input->initrd_addr >> 32);
	params->ext_ramdisk_size = (uint32_t)(input->initrd_size >> 32);
	hdr->cmd_line_ptr = (uint32_t)cmdline;
	params->ext_cmd_line_ptr = (uint32_t)(cmdline >> 32);
}

struct kdp_error *kdp_bootparams_build(const struct kdp_bootparams *input,
				       uint64_t addr, uint8_t *buffer,
				       size_t size)
{
	const struct boot_params *old = running(input->firmware);
	size_t length = strlen(input->cmdline);
	struct cursor c = {
		.addr = addr,
		.buffer = buffer,
		.offset = KDP_BOOTPARAMS_CMDLINE + align8(length + 1),
		.params = (struct boot_params *)(void *)buffer,
	};
	size_t needed;

	if (length > input->kernel->cmdline_size)
		return kdp_error_create(KDP_ERROR_OTHER,
					"the command line has %zu bytes with elfcorehdr=, the kernel takes at most %" PRIu32,
					length,
					input->kernel->cmdline_size);
	needed = kdp_bootparams_size(input->firmware, input->e820->count,
				     length + 1);
	if (needed > size)
		return kdp_error_create(KDP_ERROR_OTHER,
					"boot_params need 0x%zx bytes, expected at most 0x%zx",
					needed, size);
	c.params->screen_info = old->screen_info;
	c.params->edid_info = old->edid_info;
	c.params->acpi_rsdp_addr = input->rsdp_addr ? input->rsdp_addr :
						      old->acpi_rsdp_addr;
	fill_header(input, &c);
	c.params->hdr.vid_mode = old->hdr.vid_mode;
	memcpy(buffer + KDP_BOOTPARAMS_CMDLINE, input->cmdline, length + 1);
	if (input->seed)
		memcpy(add_setup_data(&c, SETUP_RNG_SEED, KDP_BOOTPARAMS_SEED),
		       input->seed, KDP_BOOTPARAMS_SEED);
	if (input->firmware->efi)
		fill_efi(input->firmware, &c);
	fill_e820(input->e820, &c);
	return NULL;
}
