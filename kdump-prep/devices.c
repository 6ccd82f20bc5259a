// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * devices.c - keeps and finds the names of functions and pins; see devices.h.
 */
#include "kdump-prep/devices.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/settings.h"
#include "kdump-prep/table_text.h"
#include "kdump-prep/text.h"

#define DIRECTORY "/var/lib/kdump-prep"
#define FILE_NAME "devices"
#define FORMAT	  "kdump-prep-devices"
#define SIZE_MAX_ (4u << 20)

/* 8,192 CPUs have columns of 11 bytes in some thousand lines. */
#define INTERRUPTS_MAX (256u << 20)

#define UEVENT_MAX     4096u

static const struct kdp_name kind_names[] = {
	{KDP_DEVICE_PIN, "pin", ""},
	{KDP_DEVICE_FUNCTION, "function", ""},
	{0, NULL, NULL},
};

/* Printable, and cut where it is too long. */
static void set_name(struct kdp_device *device, struct kdp_word from)
{
	size_t i, n = from.size;

	if (n >= sizeof(device->name))
		n = sizeof(device->name) - 1;
	for (i = 0; i < n; i++)
		device->name[i] = from.start[i] < ' ' || from.start[i] > '~'
					  ? '?'
					  : from.start[i];
	device->name[n] = '\0';
}

static struct kdp_error *add(struct kdp_devices *devices,
			     enum kdp_device_kind kind, uint32_t object,
			     struct kdp_word name)
{
	struct kdp_device *device;
	struct kdp_error *err;

	err = kdp_table_grow(&devices->device, &devices->count, sizeof(*device),
			     &device);
	if (err)
		return err;
	device->kind = kind;
	device->object = object;
	set_name(device, name);
	return NULL;
}

/*
 * Which IO-APIC a pin is of is not told: it is the one by whose first GSI pin
 * and number of the interrupt agree, which they do where Linux has found it at
 * boot; else it can only be told where there is one.
 */
static bool find_ioapic(const struct kdp_topology *topology, uint64_t irq,
			uint64_t pin, uint32_t *ret)
{
	size_t i;

	for (i = 0; i < topology->ioapic_count && i <= UINT16_MAX; i++) {
		if (topology->ioapic[i].gsi_base + pin != irq)
			continue;
		*ret = (uint32_t)i;
		return true;
	}
	*ret = 0;
	return topology->ioapic_count == 1 || irq < 16;
}

/* "16:  0  7  IO-APIC  16-fasteoi  ahci, ens3"; also IR-IO-APIC. */
static struct kdp_error *take_line(struct kdp_text *text,
				   const struct kdp_topology *topology,
				   struct kdp_devices *ret)
{
	struct kdp_word word, number;
	uint64_t irq, pin;
	uint32_t ioapic;
	const char *dash;

	if (!kdp_text_word(text, &word) || !word.size ||
	    word.start[word.size - 1] != ':')
		return NULL;
	word.size--;
	if (!kdp_word_u64(word, 10, &irq))
		return NULL;
	do {
		if (!kdp_text_word(text, &word))
			return NULL;
	} while (!kdp_word_is(word, "IO-APIC") &&
		 !kdp_word_is(word, "IR-IO-APIC"));
	if (!kdp_text_word(text, &word))
		return NULL;
	dash = memchr(word.start, '-', word.size);
	if (!dash)
		return NULL;
	number = (struct kdp_word){word.start, (size_t)(dash - word.start)};
	if (!kdp_word_u64(number, 10, &pin) || pin > UINT16_MAX ||
	    !find_ioapic(topology, irq, pin, &ioapic))
		return NULL;
	while (text->rest.size && *text->rest.start == ' ') {
		text->rest.start++;
		text->rest.size--;
	}
	if (!text->rest.size)
		return NULL;
	return add(ret, KDP_DEVICE_PIN, ioapic << 16 | (uint32_t)pin,
		   text->rest);
}

struct kdp_error *kdp_devices_interrupts(const char *text, size_t size,
					 const struct kdp_topology *topology,
					 struct kdp_devices *ret)
{
	struct kdp_error *err = NULL;
	struct kdp_text walk;

	kdp_text_init(&walk, "/proc/interrupts", text, size);
	while (!err && kdp_text_next(&walk))
		err = take_line(&walk, topology, ret);
	return err;
}

/* Its driver, if it has one, and its ids. */
static struct kdp_error *add_function(const struct kdp_sysroot *root,
				      const struct kdp_pci_function *function,
				      struct kdp_devices *ret)
{
	uint32_t object = (uint32_t)function->segment << 16 |
			  (uint32_t)function->bus << 8 | function->devfn;
	KDP_AUTO_FREE char *uevent = NULL;
	char path[64], driver[32] = "", name[64];
	struct kdp_error *err;
	size_t size;

	snprintf(path, sizeof(path),
		 "/sys/bus/pci/devices/%04x:%02x:%02x.%x/uevent",
		 function->segment, function->bus, function->devfn >> 3,
		 function->devfn & 7);
	err = kdp_sysroot_read(root, path, UEVENT_MAX, &uevent, &size);
	if (err)
		kdp_error_destroy(err);
	else
		kdp_setting_find(uevent, size, "DRIVER", driver,
				 sizeof(driver));
	snprintf(name, sizeof(name), "%s%s%04x:%04x", driver,
		 *driver ? " " : "", function->vendor, function->device);
	return add(ret, KDP_DEVICE_FUNCTION, object,
		   (struct kdp_word){name, strlen(name)});
}

static struct kdp_error *gather(const struct kdp_sysroot *root,
				const struct kdp_topology *topology,
				struct kdp_devices *ret)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	size_t size, i;

	err = kdp_sysroot_read(root, "/proc/interrupts", INTERRUPTS_MAX, &text,
			       &size);
	if (!err)
		err = kdp_devices_interrupts(text, size, topology, ret);
	else
		kdp_error_catch(&err, KDP_ERROR_NOT_FOUND);
	for (i = 0; !err && i < topology->function_count; i++)
		err = add_function(root, &topology->function[i].pci, ret);
	return err;
}

static struct kdp_error *keep(const struct kdp_sysroot *root,
			      const struct kdp_topology *topology,
			      uint64_t load_time)
{
	KDP_CLEANUP(kdp_devices_deinit) struct kdp_devices devices = {0};
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	size_t size, i;
	FILE *file;

	err = gather(root, topology, &devices);
	if (err)
		return err;
	file = open_memstream(&text, &size);
	if (!file)
		return &kdp_enomem;
	fprintf(file, FORMAT " 1\ntime %llu\n", (unsigned long long)load_time);
	for (i = 0; i < devices.count; i++)
		fprintf(file, "%s 0x%08x %s\n",
			kdp_name_of(kind_names, devices.device[i].kind),
			devices.device[i].object, devices.device[i].name);
	if (fclose(file) != 0)
		return &kdp_enomem;
	return kdp_sysroot_write(root, DIRECTORY, FILE_NAME, text, size);
}

/* A file system that is read-only yet, or full, is no reason to warn. */
void kdp_devices_keep(const struct kdp_sysroot *root,
		      const struct kdp_topology *topology, uint64_t load_time)
{
	kdp_error_destroy(keep(root, topology, load_time));
}

static struct kdp_error *parse_device(struct kdp_text *text,
				      enum kdp_device_kind kind,
				      struct kdp_devices *ret)
{
	struct kdp_error *err;
	uint64_t object;

	err = kdp_text_u64(text, "object", UINT32_MAX, &object);
	if (err)
		return err;
	if (text->rest.size) {
		text->rest.start++;
		text->rest.size--;
	}
	return add(ret, kind, (uint32_t)object, text->rest);
}

struct kdp_error *kdp_devices_parse(const char *text, size_t size,
				    struct kdp_devices *ret)
{
	struct kdp_text walk;
	struct kdp_error *err;
	struct kdp_word name;
	unsigned int kind;

	kdp_text_init(&walk, DIRECTORY "/" FILE_NAME, text, size);
	err = kdp_text_begin(&walk, FORMAT, 1);
	while (!err && kdp_text_next_fact(&walk)) {
		if (!kdp_text_word(&walk, &name))
			continue;
		if (kdp_word_is(name, "time"))
			err = kdp_text_u64(&walk, "time", UINT64_MAX,
					   &ret->load_time);
		else if (kdp_name_parse(kind_names, name.start, name.size,
					&kind))
			err = parse_device(&walk, (enum kdp_device_kind)kind,
					   ret);
		else
			err = kdp_text_unknown(&walk, name);
	}
	return err;
}

struct kdp_error *kdp_devices_read(const struct kdp_sysroot *root,
				   struct kdp_devices *ret)
{
	KDP_AUTO_FREE char *text = NULL;
	struct kdp_error *err;
	size_t size;

	err = kdp_sysroot_read(root, DIRECTORY "/" FILE_NAME, SIZE_MAX_, &text,
			       &size);
	return err ? err : kdp_devices_parse(text, size, ret);
}

void kdp_devices_deinit(struct kdp_devices *devices)
{
	free(devices->device);
	memset(devices, 0, sizeof(*devices));
}

const char *kdp_devices_name(const struct kdp_devices *devices,
			     const struct kdp_entry *entry)
{
	enum kdp_device_kind kind;
	size_t i;

	switch (entry->code) {
	case KDP_CODE_PIN:
	case KDP_CODE_RIRR:
		kind = KDP_DEVICE_PIN;
		break;
	case KDP_CODE_INTX:
	case KDP_CODE_MSI:
	case KDP_CODE_MSIX:
	case KDP_CODE_MSI_MASK:
	case KDP_CODE_PCI_CHANGED:
		kind = KDP_DEVICE_FUNCTION;
		break;
	default:
		return NULL;
	}
	for (i = 0; devices && i < devices->count; i++)
		if (devices->device[i].kind == kind &&
		    devices->device[i].object == entry->object)
			return devices->device[i].name;
	return NULL;
}
