/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * firmware.h - what firmware told the running kernel and the second one must
 * be told again: screen, EDID, EFI.
 */
#ifndef KDP_KDUMP_PREP_FIRMWARE_H
#define KDP_KDUMP_PREP_FIRMWARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "kdump-prep/sysroot.h"

/* One entry of the EFI memory map, as the kernel maps it at run time. */
struct kdp_efi_range {
	uint32_t type;
	uint64_t phys_addr;
	uint64_t virt_addr;
	uint64_t pages;
	uint64_t attribute;
};

struct kdp_firmware {
	uint8_t boot_params[4096]; /* of the running kernel; zero if unknown */
	bool efi;		/* booted by EFI, with runtime services */
	uint64_t fw_vendor;
	uint64_t runtime;
	uint64_t config_table;
	uint64_t smbios;
	struct kdp_efi_range *efi_range;
	size_t efi_range_count;
};

/**
 * kdp_firmware_read() - read /sys/kernel/boot_params and /sys/firmware/efi
 * @ret: zeroed; the caller calls kdp_firmware_deinit()
 *
 * What is missing stays zero: the second kernel then does without a frame
 * buffer, or without EFI runtime services.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_firmware_read(const struct kdp_sysroot *root,
				    struct kdp_firmware *ret);
void kdp_firmware_deinit(struct kdp_firmware *firmware);

#endif
