// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fuzzes what "check" finds in the texts of others, the names of devices and
 * the result of a rehearsal.  Property: what is found is printable and fits.
 */
#include "kdump-prep/settings.h"

#include <string.h>

#include "kdump-prep/devices.h"
#include "kdump-prep/kernel_version.h"
#include "kdump-prep/rehearsed.h"
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
	static struct kdp_ioapic ioapic;
	struct kdp_topology topology = { .ioapic = &ioapic,
					 .ioapic_count = 1 };
	struct kdp_devices devices = { 0 };
	struct kdp_kernel_version version;
	struct kdp_rehearsed rehearsed;
	const char *text = (const char *)data;
	char value[16] = "", *copy;
	size_t i;

	kdp_setting_find(text, size, "path", value, sizeof(value));
	kdp_setting_filter(text, size, value, sizeof(value));
	check_value(value, sizeof(value));
	kdp_package_version(text, size, "crash", value, sizeof(value));
	check_value(value, sizeof(value));
	kdp_meminfo(text, size, "MemTotal:");
	fuzz_ok(kdp_devices_parse(text, size, &devices));
	fuzz_ok(kdp_devices_interrupts(text, size, &topology, &devices));
	for (i = 0; i < devices.count; i++)
		check_value(devices.device[i].name,
			    sizeof(devices.device[i].name));
	kdp_devices_deinit(&devices);
	if (fuzz_ok(kdp_rehearsed_parse("it", text, size, &rehearsed))) {
		check_value(rehearsed.release, sizeof(rehearsed.release));
		check_value(rehearsed.text, sizeof(rehearsed.text));
	}
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
