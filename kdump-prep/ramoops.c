// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ramoops.c - where ramoops keeps dumps, from its parameters, by the layout
 * of Linux's fs/pstore/ram.c: dump zones first, then console, ftrace, pmsg.
 */
#include "kdump-prep/ramoops.h"

#include <inttypes.h>
#include <stdio.h>

#include "purgatory/kdp_abi.h"

#define PARAMETERS "/sys/module/ramoops/parameters/"

/* Gigabytes of log are a mistake, and sums must not overflow. */
#define SIZE_LIMIT (1ull << 32)

enum parameter {
	MEM_ADDRESS,
	MEM_SIZE,
	RECORD_SIZE,
	CONSOLE_SIZE,
	FTRACE_SIZE,
	PMSG_SIZE,
	ECC,
	PARAMETERS_COUNT,
};

static const char *const names[PARAMETERS_COUNT] = {
	[MEM_ADDRESS] = "mem_address",	 [MEM_SIZE] = "mem_size",
	[RECORD_SIZE] = "record_size",	 [CONSOLE_SIZE] = "console_size",
	[FTRACE_SIZE] = "ftrace_size",	 [PMSG_SIZE] = "pmsg_size",
	[ECC] = "ecc",
};

/* The kernel rounds each size down so; those it shows may be as given. */
static uint64_t power_of_two(uint64_t size)
{
	uint64_t power = 1;

	if (!size)
		return 0;
	while (power <= size / 2)
		power *= 2;
	return power;
}

static struct kdp_error *lay_out(const uint64_t value[PARAMETERS_COUNT],
				 struct kdp_ramoops *ret)
{
	uint64_t others = power_of_two(value[CONSOLE_SIZE]) +
			  power_of_two(value[FTRACE_SIZE]) +
			  power_of_two(value[PMSG_SIZE]);
	uint64_t record = power_of_two(value[RECORD_SIZE]);
	uint64_t dumps;

	if (others > value[MEM_SIZE] ||
	    value[MEM_ADDRESS] > UINT64_MAX - value[MEM_SIZE])
		return kdp_error_create(KDP_ERROR_FORMAT,
					"ramoops: mem_size 0x%" PRIx64
					" at 0x%" PRIx64
					" does not hold 0x%" PRIx64
					" bytes of other logs",
					value[MEM_SIZE], value[MEM_ADDRESS],
					others);
	dumps = value[MEM_SIZE] - others;
	if (!record || dumps / record == 0)
		return NULL;
	ret->zone_count = (uint32_t)(dumps / record);
	ret->zone_size = (uint32_t)(dumps / ret->zone_count & ~1ull);
	if (ret->zone_size < KDP_ZONE_SIZE_MIN) {
		*ret = (struct kdp_ramoops){ 0 };
		return NULL;
	}
	ret->zone = value[MEM_ADDRESS];
	ret->ecc = (uint32_t)value[ECC];
	return NULL;
}

struct kdp_error *kdp_ramoops_discover(const struct kdp_sysroot *root,
				       struct kdp_ramoops *ret)
{
	uint64_t value[PARAMETERS_COUNT];
	struct kdp_error *err;
	char path[80];
	size_t i;

	*ret = (struct kdp_ramoops){ 0 };
	for (i = 0; i < PARAMETERS_COUNT; i++) {
		snprintf(path, sizeof(path), "%s%s", PARAMETERS, names[i]);
		err = kdp_sysroot_read_u64(root, path, 0, &value[i]);
		if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
			return NULL;
		if (err)
			return err;
		if (i != MEM_ADDRESS && value[i] > SIZE_LIMIT - 1)
			return kdp_error_create(KDP_ERROR_FORMAT,
						"%s: 0x%" PRIx64
						", expected less than 0x%llx",
						path, value[i], SIZE_LIMIT);
	}
	/* Loaded, and given no memory. */
	if (!value[MEM_ADDRESS] || !value[MEM_SIZE])
		return NULL;
	return lay_out(value, ret);
}

void kdp_print_ramoops(FILE *file, const struct kdp_ramoops *ramoops)
{
	fprintf(file,
		"0x%" PRIx64 " zone-size 0x%" PRIx32 " zones %" PRIu32
		" ecc %" PRIu32,
		ramoops->zone, ramoops->zone_size, ramoops->zone_count,
		ramoops->ecc);
}

struct kdp_error *kdp_parse_ramoops(struct kdp_text *text,
				    struct kdp_ramoops *ret)
{
	uint64_t zone, size, count, ecc;
	struct kdp_error *err;

	if (ret->zone_count)
		return kdp_text_error(text, "ramoops: a second time");
	err = kdp_text_u64(text, "address", UINT64_MAX, &zone);
	if (!err)
		err = kdp_text_named_u64(text, "zone-size", UINT32_MAX, &size);
	if (!err)
		err = kdp_text_named_u64(text, "zones", UINT32_MAX, &count);
	if (!err)
		err = kdp_text_named_u64(text, "ecc", UINT32_MAX, &ecc);
	if (err)
		return err;
	if (!zone || size < KDP_ZONE_SIZE_MIN || size % 2 || !count ||
	    count > (UINT64_MAX - zone) / size)
		return kdp_text_error(text, "ramoops: zones that cannot be");
	*ret = (struct kdp_ramoops){ .zone = zone,
				     .zone_size = (uint32_t)size,
				     .zone_count = (uint32_t)count,
				     .ecc = (uint32_t)ecc };
	return NULL;
}

void kdp_json_ramoops(struct kdp_json *json, const struct kdp_ramoops *ramoops)
{
	struct kdp_json one;

	if (!ramoops->zone_count)
		return;
	kdp_json_object(&one);
	kdp_json_hex(&one, "address", ramoops->zone);
	kdp_json_number(&one, "zone_size", ramoops->zone_size);
	kdp_json_number(&one, "zones", ramoops->zone_count);
	kdp_json_number(&one, "ecc", ramoops->ecc);
	kdp_json_member(json, "ramoops", &one);
}
