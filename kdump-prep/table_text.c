// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * table_text.c - lines about IO-APICs, HPETs, ECAM windows and PCI
 * functions.
 */
#include "kdump-prep/table_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/pci.h"

const struct kdp_name kdp_function_flag_names[] = {
	{ KDP_PCI_F_BRIDGE, "bridge", "a PCI-to-PCI bridge" },
	{ KDP_PCI_F_VF, "vf", "a virtual function" },
	{ KDP_PCI_F_INTX, "intx", "has an interrupt pin" },
	{ 0, NULL, NULL },
};

/* Copies pointers as bytes: the caller's are of another type than void *. */
struct kdp_error *kdp_table_grow(void *array, size_t *count,
				 size_t element_size, void *ret)
{
	char *larger;
	void *base;

	memcpy(&base, array, sizeof(base));
	larger = reallocarray(base, *count + 1, element_size);
	if (!larger)
		return &kdp_enomem;
	memcpy(array, &larger, sizeof(larger));
	larger += *count * element_size;
	memset(larger, 0, element_size);
	memcpy(ret, &larger, sizeof(larger));
	(*count)++;
	/* cppcheck-suppress memleak ; the caller's array owns it */
	return NULL;
}

struct kdp_error *kdp_text_name(struct kdp_text *text, const char *what,
				const struct kdp_name *table,
				unsigned int *ret)
{
	struct kdp_word word;

	if (!kdp_text_word(text, &word) ||
	    !kdp_name_parse(table, word.start, word.size, ret))
		return kdp_text_error(text, "%s: no such name", what);
	return NULL;
}

struct kdp_error *kdp_text_flags(struct kdp_text *text, const char *what,
				 const struct kdp_name *table,
				 unsigned int *ret)
{
	unsigned int flags = 0;
	struct kdp_word word;
	unsigned int flag;
	const char *comma;
	size_t size;

	if (!kdp_text_word(text, &word))
		return kdp_text_error(text, "%s: missing", what);
	if (kdp_word_is(word, "none")) {
		*ret = 0;
		return NULL;
	}
	for (;;) {
		comma = memchr(word.start, ',', word.size);
		size = comma ? (size_t)(comma - word.start) : word.size;
		if (!kdp_name_parse(table, word.start, size, &flag) ||
		    flags & flag)
			return kdp_text_error(text,
					      "%s: unknown or repeated flag",
					      what);
		flags |= flag;
		if (!comma)
			break;
		word.start += size + 1;
		word.size -= size + 1;
	}
	*ret = flags;
	return NULL;
}

void kdp_print_flags(FILE *file, const struct kdp_name *table,
		     unsigned int flags)
{
	const char *separator = "";

	if (!flags)
		fputs("none", file);
	for (; table->name; table++) {
		if (!(flags & table->number))
			continue;
		fprintf(file, "%s%s", separator, table->name);
		separator = ",";
	}
}

void kdp_print_ioapic(FILE *file, const void *from)
{
	const struct kdp_ioapic *ioapic = from;

	fprintf(file, "0x%" PRIx64 " id %" PRIu32 " gsi %" PRIu32,
		ioapic->addr, ioapic->id, ioapic->gsi_base);
}

struct kdp_error *kdp_parse_ioapic(struct kdp_text *text, void *ret)
{
	uint64_t addr, id, gsi;
	struct kdp_error *err;

	err = kdp_text_u64(text, "address", UINT64_MAX, &addr);
	if (!err)
		err = kdp_text_named_u64(text, "id", UINT32_MAX, &id);
	if (!err)
		err = kdp_text_named_u64(text, "gsi", UINT32_MAX, &gsi);
	if (err)
		return err;
	*(struct kdp_ioapic *)ret = (struct kdp_ioapic){ .addr = addr,
				    .id = (uint32_t)id,
				    .gsi_base = (uint32_t)gsi };
	return NULL;
}

void kdp_print_hpet(FILE *file, const void *from)
{
	const struct kdp_hpet *hpet = from;

	fprintf(file, "0x%" PRIx64 " id %" PRIu32, hpet->addr, hpet->id);
}

struct kdp_error *kdp_parse_hpet(struct kdp_text *text, void *ret)
{
	struct kdp_error *err;
	uint64_t addr, id;

	err = kdp_text_u64(text, "address", UINT64_MAX, &addr);
	if (!err)
		err = kdp_text_named_u64(text, "id", UINT32_MAX, &id);
	if (err)
		return err;
	*(struct kdp_hpet *)ret = (struct kdp_hpet){ .addr = addr,
						     .id = (uint32_t)id };
	return NULL;
}

void kdp_print_ecam(FILE *file, const void *from)
{
	const struct kdp_ecam *ecam = from;

	fprintf(file, "0x%" PRIx64 " segment 0x%04x buses 0x%02x to 0x%02x",
		ecam->addr, ecam->segment, ecam->bus_start, ecam->bus_end);
}

struct kdp_error *kdp_parse_ecam(struct kdp_text *text, void *ret)
{
	uint64_t addr, segment, bus_start, bus_end;
	struct kdp_error *err;

	/* The window may not reach past the address space. */
	err = kdp_text_u64(text, "address", UINT64_MAX - (256ull << 20),
			   &addr);
	if (!err)
		err = kdp_text_named_u64(text, "segment", UINT16_MAX,
					 &segment);
	if (!err)
		err = kdp_text_named_u64(text, "buses", UINT8_MAX, &bus_start);
	if (!err)
		err = kdp_text_named_u64(text, "to", UINT8_MAX, &bus_end);
	if (err)
		return err;
	if (bus_start > bus_end)
		return kdp_text_error(text, "buses: end before they start");
	*(struct kdp_ecam *)ret = (struct kdp_ecam){ .addr = addr,
				  .segment = (uint16_t)segment,
				  .bus_start = (uint8_t)bus_start,
				  .bus_end = (uint8_t)bus_end };
	return NULL;
}

void kdp_print_function(FILE *file, const void *from)
{
	const struct kdp_pci_function *function = from;

	fprintf(file,
		"%04x:%02x:%02x.%x vendor 0x%04x device 0x%04x msi 0x%02x msix 0x%02x flags ",
		function->segment, function->bus, function->devfn >> 3,
		function->devfn & 7, function->vendor, function->device,
		function->msi, function->msix);
	kdp_print_flags(file, kdp_function_flag_names, function->flags);
}

struct kdp_error *kdp_parse_function(struct kdp_text *text, void *ret)
{
	struct kdp_pci_function function = { 0 };
	uint64_t vendor, device, msi, msix;
	struct kdp_error *err;
	struct kdp_word word;
	unsigned int flags;

	if (!kdp_text_word(text, &word) ||
	    !kdp_pci_parse_address(word.start, word.size, &function))
		return kdp_text_error(text, "expected a PCI address");
	err = kdp_text_named_u64(text, "vendor", UINT16_MAX, &vendor);
	if (!err)
		err = kdp_text_named_u64(text, "device", UINT16_MAX, &device);
	if (!err)
		err = kdp_text_named_u64(text, "msi", UINT8_MAX, &msi);
	if (!err)
		err = kdp_text_named_u64(text, "msix", UINT8_MAX, &msix);
	if (!err)
		err = kdp_text_expect(text, "flags");
	if (!err)
		err = kdp_text_flags(text, "flags", kdp_function_flag_names,
				     &flags);
	if (err)
		return err;
	function.vendor = (uint16_t)vendor;
	function.device = (uint16_t)device;
	function.msi = (uint16_t)msi;
	function.msix = (uint16_t)msix;
	function.flags = (uint16_t)flags;
	*(struct kdp_pci_function *)ret = function;
	return NULL;
}
