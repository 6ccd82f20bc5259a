// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves that pins are named from /proc/interrupts by IO-APIC and pin,
 * functions by driver and ids, that what is kept is read again, and that
 * nothing else is taken for a name.
 */
#include "kdump-prep/devices.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap.h"

static struct kdp_ioapic ioapic[] = {
	{.addr = 0xfec00000, .gsi_base = 0},
	{.addr = 0xfec10000, .gsi_base = 24},
};

static const char interrupts[] =
	"           CPU0       CPU1\n"
	"  2:          0          0  IO-APIC   9-edge      \n"
	"  4:          1          0  IO-APIC   4-edge      ttyS0\n"
	" 16:          7          2  IO-APIC  16-fasteoi   ahci, \x1b[mens3\n"
	" 30:          0          0  IR-IO-APIC   6-fasteoi   xhci\n"
	" 40:          0          0  IO-APIC   5-edge      unclear\n"
	" 28:          0          0 PCI-MSIX-0000:00:01.0   0-edge  virtio0\n"
	"NMI:          1          1   Non-maskable interrupts\n"
	" 17:          0          0  IO-APIC  70000-edge   far\n"
	" 18:  IO-APIC\n"
	" 19:  IO-APIC  x-edge y\n";

static struct kdp_devices devices;

static void parse(const char *text)
{
	struct kdp_error *err;

	kdp_devices_deinit(&devices);
	err = kdp_devices_parse(text, strlen(text), &devices);
	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
}

static const char *name_of(unsigned int code, uint32_t object)
{
	struct kdp_entry entry = {.code = (uint16_t)code, .object = object};

	return kdp_devices_name(&devices, &entry);
}

static void pins_have_the_names_of_their_interrupts(void)
{
	struct kdp_topology topology = {.ioapic = ioapic, .ioapic_count = 2};
	struct kdp_error *err;

	kdp_devices_deinit(&devices);
	err = kdp_devices_interrupts(interrupts, sizeof(interrupts) - 1,
				     &topology, &devices);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	TAP_EQ(devices.count, 3);
	TAP_STR(name_of(KDP_CODE_PIN, 4), "ttyS0");
	TAP_STR(name_of(KDP_CODE_RIRR, 16), "ahci, ?[mens3");
	TAP_STR(name_of(KDP_CODE_PIN, 1 << 16 | 6), "xhci");
	TAP_CHECK(!name_of(KDP_CODE_PIN, 5));
	TAP_CHECK(!name_of(KDP_CODE_MSI, 4));
	TAP_CHECK(!name_of(KDP_CODE_IRR, 4));
	/* Where there is one IO-APIC, numbers need not agree. */
	topology.ioapic_count = 1;
	err = kdp_devices_interrupts(interrupts, sizeof(interrupts) - 1,
				     &topology, &devices);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	TAP_STR(name_of(KDP_CODE_PIN, 5), "unclear");
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	TAP_CHECK(file);
	if (!file)
		return;
	fputs(text, file);
	fclose(file);
}

static void what_is_kept_is_read_again(void)
{
	static const char *const directory[] = {
		"proc",
		"sys",
		"sys/bus",
		"sys/bus/pci",
		"sys/bus/pci/devices",
		"sys/bus/pci/devices/0001:c5:1f.3",
		"var",
		"var/lib",
	};
	struct kdp_topology_function function[] = {
		{.pci = {.segment = 1,
			 .bus = 0xc5,
			 .devfn = 0xfb,
			 .vendor = 0x8086,
			 .device = 0x10d3}},
		{.pci = {.vendor = 0x1234, .device = 0x11e8}},
	};
	struct kdp_topology topology = {
		.ioapic = ioapic,
		.ioapic_count = 2,
		.function = function,
		.function_count = 2,
	};
	char path[] = "/tmp/kdp-devices-XXXXXX", command[64];
	struct kdp_sysroot root;
	struct kdp_error *err;
	size_t i;

	TAP_CHECK(mkdtemp(path));
	err = kdp_sysroot_init(&root, path);
	TAP_CHECK(!err);
	kdp_error_destroy(err);
	for (i = 0; i < sizeof(directory) / sizeof(directory[0]); i++)
		TAP_EQ(mkdirat(root.fd, directory[i], 0755), 0);
	TAP_EQ(chdir(path), 0);
	write_file("proc/interrupts", interrupts);
	write_file("sys/bus/pci/devices/0001:c5:1f.3/uevent",
		   "PCI_CLASS=20000\nDRIVER=e1000e\n");
	kdp_devices_keep(&root, &topology, 1795000000);
	kdp_devices_deinit(&devices);
	err = kdp_devices_read(&root, &devices);
	TAP_STR(err ? err->message : "", "");
	kdp_error_destroy(err);
	TAP_EQ(devices.load_time, 1795000000);
	TAP_EQ(devices.count, 5);
	TAP_STR(name_of(KDP_CODE_PIN, 16), "ahci, ?[mens3");
	TAP_STR(name_of(KDP_CODE_MSIX, 0x0001c5fb), "e1000e 8086:10d3");
	TAP_STR(name_of(KDP_CODE_INTX, 0), "1234:11e8");
	TAP_EQ(chdir("/"), 0);
	kdp_sysroot_deinit(&root);
	snprintf(command, sizeof(command), "rm -rf %s", path);
	TAP_EQ(system(command), 0);
}

static void other_texts_are_refused(void)
{
	static const char *const bad[] = {
		"",
		"kdump-prep-devices 2\n",
		"other 1\n",
		"kdump-prep-devices 1\ntime x\n",
		"kdump-prep-devices 1\npin 0x100000000 a\n",
		"kdump-prep-devices 1\nport 1 a\n",
	};
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		kdp_devices_deinit(&devices);
		err = kdp_devices_parse(bad[i], strlen(bad[i]), &devices);
		TAP_CHECK(err && err->code == KDP_ERROR_FORMAT);
		kdp_error_destroy(err);
	}
	parse("kdump-prep-devices 1\n\n# x\npin 0x10 \npin 17\n");
	TAP_STR(name_of(KDP_CODE_PIN, 16), "");
	TAP_STR(name_of(KDP_CODE_PIN, 17), "");
	parse("kdump-prep-devices 1\npin 1 "
	      "0123456789012345678901234567890123456789012345678901234567890123456789\n");
	TAP_EQ(strlen(name_of(KDP_CODE_PIN, 1)), 63);
}

int main(void)
{
	TAP_RUN(pins_have_the_names_of_their_interrupts);
	TAP_RUN(what_is_kept_is_read_again);
	TAP_RUN(other_texts_are_refused);
	kdp_devices_deinit(&devices);
	return tap_done();
}
