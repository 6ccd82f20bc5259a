// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * watchdog.c - finds watchdogs; see watchdog.h.  The registers are those of
 * the manuals named in purgatory/regs/watchdog.h; where later chipsets have
 * them is known from Linux (drivers/mfd/lpc_ich.c, i2c/busses/i2c-i801.c).
 */
#include "kdump-prep/watchdog.h"

#include <inttypes.h>
#include <stdlib.h>

#include "kdump-prep/bytes.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/pci.h"
#include "kdump-prep/table_text.h"

#define INTEL 0x8086u

/* ICH6 to the 9 series: an LPC bridge with PMBASE and RCBA. */
#define LPC_PMBASE    0x40u
#define LPC_ACPI_CNTL 0x44u
#define LPC_RCBA      0xf0u
#define LPC_SIZE      0xf4u

#define PMBASE_IO	 (1u << 0)
#define PMBASE_ADDR	 0xff80u
#define PMBASE_SMI_EN	 0x30u
#define PMBASE_TCO	 0x60u
#define ACPI_CNTL_ENABLE (1u << 7)
#define RCBA_ENABLE	 (1u << 0)
#define RCBA_ADDR	 0xffffc000u
#define RCBA_GCS	 0x3410u
#define GCS_NO_REBOOT	 (1u << 5)

/* From Cannon Lake on: the SMBus function, NO_REBOOT in TCO1_CNT. */
#define SMBUS_TCOBASE 0x50u
#define SMBUS_TCOCTL  0x54u
#define SMBUS_SIZE    0x58u

#define TCOBASE_ADDR  0xffe0u
#define TCOCTL_ENABLE (1u << 8)

#define ESB_DEVICE   0x25abu
#define ESB_BAR	     0x10u
#define ESB_BAR_IO   (1u << 0)
#define ESB_BAR_ADDR 0xfffffff0u

#define PATH_MAX_PCI 64
#define CONFIG_MAX   4096u

const struct kdp_name kdp_watchdog_names[] = {
	{ KDP_WATCHDOG_TCO, "tco", "the TCO timer of an Intel chipset" },
	{ KDP_WATCHDOG_I6300ESB, "i6300esb", "the watchdog of the 6300ESB" },
	{ 0, NULL, NULL },
};

/* Device ids of LPC bridges; firmware may still have left the timer out. */
static const struct {
	uint16_t first;
	uint16_t last;
} lpc_ids[] = {
	{ 0x1c41, 0x1c5f }, { 0x1d40, 0x1d41 }, { 0x1e40, 0x1e5f },
	{ 0x2310, 0x2310 }, { 0x2390, 0x2390 }, { 0x2640, 0x2642 },
	{ 0x2670, 0x267f }, { 0x27b0, 0x27bd }, { 0x2810, 0x2815 },
	{ 0x2912, 0x2919 }, { 0x3a14, 0x3a1a }, { 0x3b00, 0x3b16 },
	{ 0x8c40, 0x8c5f }, { 0x8cc1, 0x8cc6 }, { 0x8d40, 0x8d5f },
	{ 0x9c40, 0x9c47 }, { 0x9cc1, 0x9cc9 },
};

static const uint16_t smbus_ids[] = {
	0x02a3, 0x06a3, 0x18df, 0x1bc9, 0x34a3, 0x38a3, 0x43a3, 0x4b23,
	0x4da3, 0x51a3, 0x54a3, 0x7a23, 0x7aa3, 0x7e22, 0x9da3, 0xa0a3,
	0xa323,
};

static bool is_lpc(const struct kdp_pci_function *function)
{
	size_t i;

	for (i = 0; i < sizeof(lpc_ids) / sizeof(*lpc_ids); i++)
		if (function->vendor == INTEL &&
		    function->device >= lpc_ids[i].first &&
		    function->device <= lpc_ids[i].last)
			return true;
	return false;
}

static bool is_smbus(const struct kdp_pci_function *function)
{
	size_t i;

	for (i = 0; i < sizeof(smbus_ids) / sizeof(*smbus_ids); i++)
		if (function->vendor == INTEL &&
		    function->device == smbus_ids[i])
			return true;
	return false;
}

static bool is_esb(const struct kdp_pci_function *function)
{
	return function->vendor == INTEL && function->device == ESB_DEVICE;
}

static bool parse_lpc(const uint8_t *data, size_t size,
		      struct kdp_watchdog *watchdog)
{
	uint32_t pmbase, rcba;

	if (size < LPC_SIZE)
		return false;
	pmbase = kdp_le32(data + LPC_PMBASE);
	rcba = kdp_le32(data + LPC_RCBA);
	if (!(pmbase & PMBASE_IO) || !(pmbase & PMBASE_ADDR) ||
	    !(data[LPC_ACPI_CNTL] & ACPI_CNTL_ENABLE) ||
	    !(rcba & RCBA_ENABLE) || !(rcba & RCBA_ADDR))
		return false;
	watchdog->kind = KDP_WATCHDOG_TCO;
	watchdog->base = (pmbase & PMBASE_ADDR) + PMBASE_TCO;
	watchdog->smi_en = (uint16_t)((pmbase & PMBASE_ADDR) + PMBASE_SMI_EN);
	watchdog->no_reboot = (rcba & RCBA_ADDR) + RCBA_GCS;
	watchdog->no_reboot_mask = GCS_NO_REBOOT;
	return true;
}

static bool parse_smbus(const uint8_t *data, size_t size,
			struct kdp_watchdog *watchdog)
{
	uint32_t base;

	if (size < SMBUS_SIZE)
		return false;
	base = kdp_le32(data + SMBUS_TCOBASE) & TCOBASE_ADDR;
	if (!base || !(kdp_le32(data + SMBUS_TCOCTL) & TCOCTL_ENABLE))
		return false;
	watchdog->kind = KDP_WATCHDOG_TCO;
	watchdog->base = base;
	return true;
}

static bool parse_esb(const uint8_t *data, size_t size,
		      struct kdp_watchdog *watchdog)
{
	uint32_t bar;

	if (size < KDP_PCI_HEADER_SIZE)
		return false;
	bar = kdp_le32(data + ESB_BAR);
	if (bar & ESB_BAR_IO || !(bar & ESB_BAR_ADDR))
		return false;
	watchdog->kind = KDP_WATCHDOG_I6300ESB;
	watchdog->base = bar & ESB_BAR_ADDR;
	return true;
}

bool kdp_watchdog_parse(const struct kdp_pci_function *function,
			const uint8_t *data, size_t size,
			struct kdp_watchdog *ret)
{
	struct kdp_watchdog watchdog = {
		.bus = function->bus,
		.devfn = function->devfn,
		.vendor = function->vendor,
		.device = function->device,
	};
	bool found = false;

	/* Purgatory reaches it by CF8/CFC. */
	if (function->segment != 0)
		return false;
	if (is_esb(function))
		found = parse_esb(data, size, &watchdog);
	else if (is_lpc(function))
		found = parse_lpc(data, size, &watchdog);
	else if (is_smbus(function))
		found = parse_smbus(data, size, &watchdog);
	if (found)
		*(struct kdp_watchdog *)ret = watchdog;
	return found;
}

static struct kdp_error *add(struct kdp_topology *topology,
			     const struct kdp_watchdog *watchdog)
{
	struct kdp_watchdog *added;
	struct kdp_error *err;
	size_t i;

	err = kdp_table_grow(&topology->watchdog, &topology->watchdog_count,
			     sizeof(*added), &added);
	if (err)
		return err;
	/* It is there for nothing else, and firmware has no say in it. */
	i = topology->watchdog_count - 1;
	if (watchdog->kind == KDP_WATCHDOG_I6300ESB)
		for (; i > 0; i--)
			topology->watchdog[i] = topology->watchdog[i - 1];
	topology->watchdog[i] = *watchdog;
	return NULL;
}

static struct kdp_error *look_at(const struct kdp_sysroot *root,
				 const struct kdp_pci_function *function,
				 struct kdp_topology *topology)
{
	struct kdp_watchdog watchdog;
	KDP_AUTO_FREE char *data = NULL;
	struct kdp_error *err;
	char path[PATH_MAX_PCI];
	size_t size;

	snprintf(path, sizeof(path),
		 "/sys/bus/pci/devices/%04x:%02x:%02x.%x/config",
		 function->segment, function->bus, function->devfn >> 3,
		 function->devfn & 7);
	err = kdp_sysroot_read(root, path, CONFIG_MAX, &data, &size);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND) || err)
		return err;
	if (!kdp_watchdog_parse(function, (const uint8_t *)data, size,
				&watchdog))
		return NULL;
	return add(topology, &watchdog);
}

struct kdp_error *kdp_watchdog_discover(const struct kdp_sysroot *root,
					struct kdp_topology *topology)
{
	const struct kdp_pci_function *function;
	struct kdp_error *err = NULL;
	size_t i;

	for (i = 0; i < topology->function_count && !err; i++) {
		function = &topology->function[i].pci;
		if (is_esb(function) || is_lpc(function) || is_smbus(function))
			err = look_at(root, function, topology);
	}
	return err;
}

void kdp_print_watchdog(FILE *file, const void *from)
{
	const struct kdp_watchdog *watchdog = from;

	fprintf(file,
		"%s 0000:%02x:%02x.%x vendor 0x%04x device 0x%04x base 0x%" PRIx64
		" no-reboot 0x%" PRIx64 " mask 0x%" PRIx32
		" smi-en 0x%x ms %" PRIu32,
		kdp_name_of(kdp_watchdog_names, watchdog->kind), watchdog->bus,
		watchdog->devfn >> 3, watchdog->devfn & 7, watchdog->vendor,
		watchdog->device, watchdog->base, watchdog->no_reboot,
		watchdog->no_reboot_mask, watchdog->smi_en,
		watchdog->timeout_ms);
}

static struct kdp_error *parse_ids(struct kdp_text *text,
				   struct kdp_watchdog *watchdog)
{
	struct kdp_pci_function function = { 0 };
	uint64_t vendor, device;
	struct kdp_error *err;
	struct kdp_word word;

	if (!kdp_text_word(text, &word) ||
	    !kdp_pci_parse_address(word.start, word.size, &function) ||
	    function.segment != 0)
		return kdp_text_error(text,
				      "expected a PCI address of segment 0");
	err = kdp_text_named_u64(text, "vendor", UINT16_MAX, &vendor);
	if (!err)
		err = kdp_text_named_u64(text, "device", UINT16_MAX, &device);
	if (err)
		return err;
	watchdog->bus = function.bus;
	watchdog->devfn = function.devfn;
	watchdog->vendor = (uint16_t)vendor;
	watchdog->device = (uint16_t)device;
	return NULL;
}

struct kdp_error *kdp_parse_watchdog(struct kdp_text *text, void *ret)
{
	uint64_t base = 0, no_reboot = 0, mask = 0, smi_en = 0, ms = 0;
	struct kdp_watchdog watchdog = { 0 };
	struct kdp_error *err;
	unsigned int kind;

	err = kdp_text_name(text, "watchdog", kdp_watchdog_names, &kind);
	if (!err)
		err = parse_ids(text, &watchdog);
	/* What is port or memory is so by kind; plan checks the memory. */
	if (!err)
		err = kdp_text_named_u64(text, "base",
					 kind == KDP_WATCHDOG_TCO ?
						 UINT16_MAX - 0x1f :
						 UINT64_MAX,
					 &base);
	if (!err)
		err = kdp_text_named_u64(text, "no-reboot", UINT64_MAX,
					 &no_reboot);
	if (!err)
		err = kdp_text_named_u64(text, "mask", UINT32_MAX, &mask);
	if (!err)
		err = kdp_text_named_u64(text, "smi-en", UINT16_MAX - 3,
					 &smi_en);
	if (!err)
		err = kdp_text_named_u64(text, "ms", UINT32_MAX, &ms);
	if (err)
		return err;
	watchdog.kind = (uint16_t)kind;
	watchdog.base = base;
	watchdog.no_reboot = no_reboot;
	watchdog.no_reboot_mask = (uint32_t)mask;
	watchdog.smi_en = (uint16_t)smi_en;
	watchdog.timeout_ms = (uint32_t)ms;
	*(struct kdp_watchdog *)ret = watchdog;
	return NULL;
}

void kdp_json_watchdogs(struct kdp_json *json,
			const struct kdp_watchdog *watchdog, size_t count)
{
	struct kdp_json array, one;
	char address[16];
	size_t i;

	kdp_json_array(&array);
	for (i = 0; i < count; i++) {
		snprintf(address, sizeof(address), "0000:%02x:%02x.%x",
			 watchdog[i].bus, watchdog[i].devfn >> 3,
			 watchdog[i].devfn & 7);
		kdp_json_object(&one);
		kdp_json_string(&one, "kind",
				kdp_name_of(kdp_watchdog_names,
					    watchdog[i].kind));
		kdp_json_string(&one, "address", address);
		kdp_json_hex(&one, "vendor", watchdog[i].vendor);
		kdp_json_hex(&one, "device", watchdog[i].device);
		kdp_json_hex(&one, "base", watchdog[i].base);
		kdp_json_hex(&one, "no_reboot", watchdog[i].no_reboot);
		kdp_json_hex(&one, "mask", watchdog[i].no_reboot_mask);
		kdp_json_hex(&one, "smi_en", watchdog[i].smi_en);
		kdp_json_number(&one, "ms", watchdog[i].timeout_ms);
		kdp_json_member(&array, NULL, &one);
	}
	kdp_json_member(json, "watchdogs", &array);
}
