// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset_register.c - reads RESET_REG of the FADT (ACPI 6.4, 4.8.3.6, 5.2.3.2
 * and 5.2.9).
 */
#include "kdump-prep/reset_register.h"

#include <inttypes.h>

#include "kdump-prep/acpi.h"
#include "kdump-prep/bytes.h"
#include "kdump-prep/table_text.h"

#define FADT_FLAGS	 112u
#define FADT_RESET_REG	 116u
#define FADT_RESET_VALUE 128u
#define FADT_MIN_SIZE	 116u	/* of ACPI 1.0, which has no such register */
#define FADT_RESET_SIZE	 129u

#define FADT_FLAGS_RESET (1u << 10)

/* Generic address structure. */
#define GAS_SPACE   0u
#define GAS_WIDTH   1u
#define GAS_BITS    2u
#define GAS_ADDRESS 4u

#define GAS_SPACE_MEMORY 0u
#define GAS_SPACE_IO	 1u
#define GAS_SPACE_PCI	 2u

/* In PCI space: device in bits 47:32, function in 31:16, register in 15:0. */
#define PCI_REGISTER_MAX 0xffu
#define PCI_FUNCTION_MAX 7u
#define PCI_DEVICE_MAX	 31u

const struct kdp_name kdp_reset_names[] = {
	{ KDP_RESET_MEMORY, "memory", "a memory address" },
	{ KDP_RESET_IO, "io", "an I/O port" },
	{ KDP_RESET_PCI, "pci", "configuration space of bus 0" },
	{ 0, NULL, NULL },
};

static bool address_is_valid(uint32_t space, uint64_t addr)
{
	switch (space) {
	case KDP_RESET_MEMORY:
		return addr != 0;
	case KDP_RESET_IO:
		return addr != 0 && addr <= UINT16_MAX;
	case KDP_RESET_PCI:
		return (addr & 0xffff) <= PCI_REGISTER_MAX &&
		       (addr >> 16 & 0xffff) <= PCI_FUNCTION_MAX &&
		       addr >> 32 <= PCI_DEVICE_MAX;
	default:
		return false;
	}
}

struct kdp_error *kdp_reset_parse(const uint8_t *data, size_t size,
				  struct kdp_reset_register *ret)
{
	static const uint16_t spaces[] = {
		[GAS_SPACE_MEMORY] = KDP_RESET_MEMORY,
		[GAS_SPACE_IO] = KDP_RESET_IO,
		[GAS_SPACE_PCI] = KDP_RESET_PCI,
	};
	const uint8_t *gas = data + FADT_RESET_REG;
	struct kdp_error *err;
	uint64_t addr;

	*ret = (struct kdp_reset_register){ 0 };
	err = kdp_acpi_check(data, size, "FACP", FADT_MIN_SIZE, &size);
	if (err || size < FADT_RESET_SIZE ||
	    !(kdp_le32(data + FADT_FLAGS) & FADT_FLAGS_RESET))
		return err;
	addr = kdp_le64(gas + GAS_ADDRESS);
	/* Linux does not look at the width either: firmware has it wrong. */
	if (gas[GAS_SPACE] > GAS_SPACE_PCI ||
	    !address_is_valid(spaces[gas[GAS_SPACE]], addr))
		return NULL;
	ret->addr = addr;
	ret->space = spaces[gas[GAS_SPACE]];
	ret->value = data[FADT_RESET_VALUE];
	return NULL;
}

void kdp_print_reset(FILE *file, const struct kdp_reset_register *reset)
{
	fprintf(file, "%s 0x%" PRIx64 " value 0x%02x",
		kdp_name_of(kdp_reset_names, reset->space), reset->addr,
		reset->value);
}

struct kdp_error *kdp_parse_reset(struct kdp_text *text,
				  struct kdp_reset_register *ret)
{
	uint64_t addr = 0, value = 0;
	struct kdp_error *err;
	unsigned int space;

	if (ret->space != KDP_RESET_NONE)
		return kdp_text_error(text, "reset-register: a second time");
	err = kdp_text_name(text, "reset-register", kdp_reset_names, &space);
	if (!err)
		err = kdp_text_u64(text, "address", UINT64_MAX, &addr);
	if (!err)
		err = kdp_text_named_u64(text, "value", UINT8_MAX, &value);
	if (err)
		return err;
	if (!address_is_valid(space, addr))
		return kdp_text_error(text,
				      "reset-register: address 0x%" PRIx64
				      " is none of %s",
				      addr,
				      kdp_name_of(kdp_reset_names, space));
	*ret = (struct kdp_reset_register){ .addr = addr,
					    .space = (uint16_t)space,
					    .value = (uint8_t)value };
	return NULL;
}

void kdp_json_reset(struct kdp_json *json,
		    const struct kdp_reset_register *reset)
{
	struct kdp_json one;

	if (reset->space == KDP_RESET_NONE)
		return;
	kdp_json_object(&one);
	kdp_json_string(&one, "space",
			kdp_name_of(kdp_reset_names, reset->space));
	kdp_json_hex(&one, "address", reset->addr);
	kdp_json_hex(&one, "value", reset->value);
	kdp_json_member(json, "reset_register", &one);
}
