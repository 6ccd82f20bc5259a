// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes what is made of the running kernel's boot_params and EFI memory map.
 * An input is three bytes, of flags and of a number of memory ranges, the
 * boot_params and EFI ranges of five words; what is missing is zeros.
 * Properties: nothing lies outside the segment, and no part in another.
 */
#include "kdump-prep/bootparams.h"

#include <asm/bootparam.h>
#include <stdbool.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

#define ADDR	   0x26e155000ull
#define RANGES_MAX 512u
#define EFI_RANGE  40u

#define FLAG_EFI   1u
#define FLAG_SEED  2u

struct input {
	const uint8_t *at;
	size_t size;
};

static void take(struct input *in, void *to, size_t size)
{
	const size_t n = size < in->size ? size : in->size;

	memset(to, 0, size);
	if (n)
		memcpy(to, in->at, n);
	in->at += n;
	in->size -= n;
}

static void take_firmware(struct input *in, struct kdp_firmware *firmware)
{
	struct kdp_efi_range *range;
	uint64_t word[EFI_RANGE / sizeof(uint64_t)];
	size_t i;

	take(in, firmware->boot_params, sizeof(firmware->boot_params));
	firmware->fw_vendor = firmware->runtime = UINT64_MAX;
	firmware->efi_range_count = in->size / EFI_RANGE;
	range = calloc(firmware->efi_range_count + 1, sizeof(*range));
	FUZZ_CHECK(range);
	for (i = 0; i < firmware->efi_range_count; i++) {
		take(in, word, sizeof(word));
		range[i].type = (uint32_t)word[0];
		range[i].phys_addr = word[1];
		range[i].virt_addr = word[2];
		range[i].pages = word[3];
		range[i].attribute = word[4];
	}
	firmware->efi_range = range;
}

/* An item was put before those that lie in front of it. */
static void check_list(const struct boot_params *params, const uint8_t *segment,
		       size_t size, size_t e820_rest)
{
	uint64_t at = params->hdr.setup_data;
	size_t end = size;
	struct setup_data item;

	for (; at; at = item.next) {
		FUZZ_CHECK(at >= ADDR + KDP_BOOTPARAMS_CMDLINE);
		at -= ADDR;
		FUZZ_CHECK(at % 8 == 0 && at < end && end - at >= sizeof(item));
		memcpy(&item, segment + at, sizeof(item));
		FUZZ_CHECK(item.len <= end - at - sizeof(item));
		if (item.type == SETUP_E820_EXT)
			FUZZ_CHECK(item.len ==
				   e820_rest * sizeof(struct boot_e820_entry));
		end = (size_t)at;
	}
}

static void check(const struct kdp_bootparams *input, const uint8_t *segment,
		  size_t size)
{
	struct boot_params params;
	uint64_t map;

	memcpy(&params, segment, sizeof(params));
	FUZZ_CHECK(params.e820_entries <= E820_MAX_ENTRIES_ZEROPAGE);
	FUZZ_CHECK(params.e820_entries <= input->e820->count);
	check_list(&params, segment, size,
		   input->e820->count - params.e820_entries);
	FUZZ_CHECK(strcmp((const char *)segment + KDP_BOOTPARAMS_CMDLINE,
			  input->cmdline) == 0);
	if (!input->firmware->efi)
		return;
	map = params.efi_info.efi_memmap |
	      (uint64_t)params.efi_info.efi_memmap_hi << 32;
	FUZZ_CHECK(map >= ADDR + KDP_BOOTPARAMS_CMDLINE && map - ADDR <= size &&
		   params.efi_info.efi_memmap_size <= size - (map - ADDR));
	FUZZ_CHECK(params.efi_info.efi_memmap_size ==
		   params.efi_info.efi_memdesc_size *
			   input->firmware->efi_range_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct kdp_range range[RANGES_MAX];
	static const uint8_t seed[KDP_BOOTPARAMS_SEED];
	struct kdp_kernel_image kernel = {.cmdline_size = 2047};
	struct kdp_ranges e820 = {.range = range};
	struct kdp_firmware firmware = {0};
	struct input in = {data, size};
	const struct kdp_bootparams input = {
		.kernel = &kernel,
		.firmware = &firmware,
		.cmdline = "console=ttyS0 elfcorehdr=0x31000000",
		.e820 = &e820,
		.seed = size && data[0] & FLAG_SEED ? seed : NULL,
	};
	uint8_t first[3], *segment;
	size_t needed;

	take(&in, first, sizeof(first));
	take_firmware(&in, &firmware);
	firmware.efi = first[0] & FLAG_EFI;
	e820.count = (first[1] | (size_t)first[2] << 8) % (RANGES_MAX + 1);
	needed = kdp_bootparams_size(&firmware, e820.count,
				     strlen(input.cmdline) + 1);
	segment = calloc(1, needed);
	FUZZ_CHECK(segment);
	FUZZ_CHECK(!fuzz_ok(
		kdp_bootparams_build(&input, ADDR, segment, needed - 1)));
	if (fuzz_ok(kdp_bootparams_build(&input, ADDR, segment, needed)))
		check(&input, segment, needed);
	free(segment);
	free(firmware.efi_range);
	return 0;
}
