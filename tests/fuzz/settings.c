// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes what "check" finds in the texts of others.  Property: what is found is
 * printable and fits.
 */
#include "kdump-prep/settings.h"

#include <string.h>

#include "kdump-prep/kernel_version.h"
#include "kdump-prep/rules.h"
#include "tests/fuzz/fuzz.h"

static void check_value(const char *value, size_t size)
{
	size_t i, length = strnlen(value, size);

	FUZZ_CHECK(length < size);
	for (i = 0; i < length; i++)
		FUZZ_CHECK(value[i] >= ' ' && value[i] <= '~');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kdp_kernel_version version;
	const char *text = (const char *)data;
	char value[16] = "", *copy;

	kdp_setting_find(text, size, "path", value, sizeof(value));
	check_value(value, sizeof(value));
	kdp_package_version(text, size, "crash", value, sizeof(value));
	check_value(value, sizeof(value));
	kdp_meminfo(text, size, "MemTotal:");
	copy = malloc(size + 1);
	FUZZ_CHECK(copy);
	memcpy(copy, data, size);
	copy[size] = '\0';
	kdp_kernel_version_parse(copy, copy, copy, &version);
	FUZZ_CHECK(strlen(version.release) < sizeof(version.release));
	kdp_config_has(copy, "CONFIG_SMP");
	free(copy);
	return 0;
}
