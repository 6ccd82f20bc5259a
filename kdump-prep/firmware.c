// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * firmware.c - reads what firmware told the running kernel; see firmware.h.
 */
#include "kdump-prep/firmware.h"

#include <stdio.h>
#include <string.h>

#include "kdump-prep/cleanup.h"

#define BOOT_PARAMS "/sys/kernel/boot_params/data"
#define EFI_DIR	    "/sys/firmware/efi"
#define RUNTIME_MAP EFI_DIR "/runtime-map"

/* Machines have a few dozen; the kernel numbers them without gaps. */
#define EFI_RANGES_MAX 4096u
#define SYSTAB_MAX     4096u

static struct kdp_error *read_boot_params(const struct kdp_sysroot *root,
					  struct kdp_firmware *ret)
{
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_read(root, BOOT_PARAMS, sizeof(ret->boot_params),
			       &data, &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND) || err)
		return err;
	if (size != sizeof(ret->boot_params))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: has 0x%zx bytes, expected 0x%zx",
					BOOT_PARAMS, size,
					sizeof(ret->boot_params));
	memcpy(ret->boot_params, data, size);
	return NULL;
}

/* A number that may be missing: it stays zero. */
static struct kdp_error *read_number(const struct kdp_sysroot *root,
				     const char *path, uint64_t *ret)
{
	struct kdp_error *err = kdp_sysroot_read_u64(root, path, 0, ret);

	kdp_error_catch(&err, KDP_ERROR_NOT_FOUND);
	return err;
}

static struct kdp_error *read_smbios(const struct kdp_sysroot *root,
				     uint64_t *ret)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	const char *line;
	size_t size;

	err = kdp_sysroot_read(root, EFI_DIR "/systab", SYSTAB_MAX, &text,
			       &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND) || err)
		return err;
	for (line = text; line; line = strchr(line, '\n')) {
		if (*line == '\n')
			line++;
		if (strncmp(line, "SMBIOS=", 7) == 0)
			*ret = strtoull(line + 7, NULL, 0);
	}
	return NULL;
}

static struct kdp_error *read_range(const struct kdp_sysroot *root, size_t n,
				    struct kdp_efi_range *ret)
{
	static const char *const name[] = {
		"type", "phys_addr", "virt_addr", "num_pages", "attribute",
	};
	uint64_t value[5];
	struct kdp_error *err;
	char path[80];
	size_t i;

	for (i = 0; i < 5; i++) {
		snprintf(path, sizeof(path), "%s/%zu/%s", RUNTIME_MAP, n,
			 name[i]);
		err = kdp_sysroot_read_u64(root, path, 0, &value[i]);
		if (err)
			return err;
	}
	ret->type = (uint32_t)value[0];
	ret->phys_addr = value[1];
	ret->virt_addr = value[2];
	ret->pages = value[3];
	ret->attribute = value[4];
	return NULL;
}

static struct kdp_error *read_ranges(const struct kdp_sysroot *root,
				     struct kdp_firmware *ret)
{
	struct kdp_efi_range *grown, range;
	struct kdp_error *err;
	size_t n;

	for (n = 0; n < EFI_RANGES_MAX; n++) {
		err = read_range(root, n, &range);
		if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
			return NULL;
		if (err)
			return err;
		grown = reallocarray(ret->efi_range, n + 1, sizeof(range));
		if (!grown)
			return &kdp_enomem;
		grown[n] = range;
		ret->efi_range = grown;
		ret->efi_range_count = n + 1;
	}
	return kdp_error_create(KDP_ERROR_FORMAT,
				"%s: expected at most %u entries", RUNTIME_MAP,
				EFI_RANGES_MAX);
}

struct kdp_error *kdp_firmware_read(const struct kdp_sysroot *root,
				    struct kdp_firmware *ret)
{
	struct kdp_error *err;

	err = read_boot_params(root, ret);
	if (!err)
		err = read_ranges(root, ret);
	if (err || ret->efi_range_count == 0)
		return err;
	/* Without the map (efi=noruntime, BIOS) the rest is of no use. */
	ret->efi = true;
	err = read_number(root, EFI_DIR "/fw_vendor", &ret->fw_vendor);
	if (!err)
		err = read_number(root, EFI_DIR "/runtime", &ret->runtime);
	if (!err)
		err = read_number(root, EFI_DIR "/config_table",
				  &ret->config_table);
	if (!err)
		err = read_smbios(root, &ret->smbios);
	return err;
}

void kdp_firmware_deinit(struct kdp_firmware *firmware)
{
	free(firmware->efi_range);
	firmware->efi_range = NULL;
	firmware->efi_range_count = 0;
}
