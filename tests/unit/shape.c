// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves what machine a rehearsal boots: the disk's controller, interrupt
 * remapping, CPUs and memory follow the topology and stay in bounds; a
 * controller that QEMU has no model of is told; QEMU's arguments are those
 * that are expected, for each way to attach a disk.
 */
#include "kdump-prep/shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

#define MIB ((uint64_t)1 << 20)

static struct kdp_topology_function functions[3];
static struct kdp_ecam ecam;
static struct kdp_topology topology;
static struct kdp_shape shape;

static void machine(size_t cpus, uint64_t mib)
{
	static struct kdp_range range;

	memset(functions, 0, sizeof(functions));
	topology = (struct kdp_topology){ 0 };
	range = (struct kdp_range){
		.start = 0, .end = mib * MIB - 1, .type = KDP_RANGE_RAM,
	};
	topology.memory.range = &range;
	topology.memory.count = 1;
	topology.cpu_count = cpus;
	topology.function = functions;
	topology.ecam = &ecam;
	topology.ecam_count = 1;
}

static void controller(uint32_t class_code, uint16_t vendor, uint16_t device)
{
	struct kdp_topology_function *function =
		&functions[topology.function_count++];

	function->class_code = class_code;
	function->pci.vendor = vendor;
	function->pci.device = device;
}

static void disk_is(const char *name)
{
	kdp_shape_of(&topology, 0, &shape);
	TAP_STR(shape.disk->name, name);
}

static void the_disk_controller_follows_the_topology(void)
{
	static const struct {
		uint32_t class_code;
		uint16_t vendor, device;
		const char *name;
	} known[] = {
		{ 0x010802, 0x144d, 0xa808, "nvme" },
		{ 0x010601, 0x8086, 0xa352, "ahci" },
		{ 0x010180, 0x8086, 0x7010, "ide" },
		{ 0x010000, 0x1af4, 0x1001, "virtio-blk" },
		{ 0x010000, 0x1af4, 0x1042, "virtio-blk" },
		{ 0x010000, 0x1af4, 0x1048, "virtio-scsi" },
		{ 0x010400, 0x1000, 0x005d, "megasas" },
		{ 0x010000, 0x1000, 0x0054, "mptsas" },
		{ 0x010700, 0x15ad, 0x07c0, "pvscsi" },
	};
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		machine(1, 1024);
		controller(0x030000, 0x1234, 0x1111);
		controller(known[i].class_code, known[i].vendor,
			   known[i].device);
		disk_is(known[i].name);
		TAP_STR(shape.lacks, "");
	}
}

static void a_controller_without_a_model_is_told(void)
{
	machine(1, 1024);
	controller(0x010700, 0x1000, 0x00e6);
	disk_is("virtio-blk");
	TAP_STR(shape.lacks,
		"model of the disk controller 1000:00e6; virtio-blk stands for it");
	controller(0x010802, 0x144d, 0xa808);
	disk_is("nvme");
	TAP_STR(shape.lacks,
		"model of the disk controller 1000:00e6; nvme stands for it");
	machine(1, 1024);
	disk_is("virtio-blk");
	TAP_CHECK(shape.lacks[0]);
	TAP_CHECK(!kdp_shape_disk(&shape, "ahci"));
	TAP_STR(shape.lacks, "");
}

static void old_ide_gives_way(void)
{
	machine(1, 1024);
	controller(0x010180, 0x8086, 0x7010);
	controller(0x010000, 0x1af4, 0x1042);
	disk_is("virtio-blk");
}

static void cpus_and_memory_are_scaled(void)
{
	machine(256, 2048 * 1024);
	kdp_shape_of(&topology, 900, &shape);
	TAP_EQ(shape.cpus, 4);
	TAP_EQ(shape.memory, 2048);
	machine(2, 16 * 1024);
	kdp_shape_of(&topology, 900, &shape);
	TAP_EQ(shape.cpus, 2);
	TAP_EQ(shape.memory, 1024);
	kdp_shape_of(&topology, 5001, &shape);
	TAP_EQ(shape.memory, 5002);
	topology = (struct kdp_topology){ 0 };
	kdp_shape_of(&topology, 900, &shape);
	TAP_EQ(shape.cpus, 1);
	TAP_EQ(shape.memory, 900);
	TAP_STR(shape.machine, "q35");
}

static void remapping_and_buses_follow_the_topology(void)
{
	machine(1, 1024);
	controller(0x010802, 0x144d, 0xa808);
	topology.iommu = KDP_IOMMU_VTD;
	kdp_shape_of(&topology, 0, &shape);
	TAP_STR(shape.iommu, "intel-iommu,intremap=on");
	TAP_STR(shape.machine, "q35");
	topology.iommu = KDP_IOMMU_NONE;
	topology.ecam_count = 0;
	kdp_shape_of(&topology, 0, &shape);
	TAP_CHECK(!shape.iommu);
	TAP_STR(shape.machine, "pc");
}

/* All words but the first ones, which are the same, in one line. */
static void arguments_are(const char *disk, const char *expected)
{
	static const char *const files[] = { "/t/a,b", "/t/c" };
	const struct kdp_shape_boot boot = {
		.qemu = "qemu", .kernel = "K", .initrd = "I", .cmdline = "L",
		.disk = files, .disk_count = 2,
	};
	struct kdp_argv words = { 0 };
	char text[1000] = "";
	size_t i, fill = 0;

	TAP_CHECK(!kdp_shape_disk(&shape, disk));
	kdp_shape_words(&shape, &boot, &words);
	TAP_CHECK(!words.failed);
	TAP_STR(words.word[0], "qemu");
	TAP_CHECK(!words.word[words.count]);
	for (i = 1; i < words.count; i++)
		fill += (size_t)snprintf(text + fill, sizeof(text) - fill,
					 "%s%s", i == 1 ? "" : " ",
					 words.word[i]);
	TAP_STR(text, expected);
	kdp_argv_deinit(&words);
}

#define START "-accel tcg,thread=multi -cpu max -smp 2 -kernel K -initrd I " \
	      "-append L "
#define DRIVE(n, file) "-drive if=none,id=disk" n ",format=raw," \
		       "cache=unsafe,file=" file " "

static void arguments_are_those_expected(void)
{
	machine(2, 1024);
	kdp_shape_of(&topology, 0, &shape);
	arguments_are("virtio-blk", START DRIVE("0", "/t/a,,b")
		      "-device virtio-blk-pci,drive=disk0 " DRIVE("1", "/t/c")
		      "-device virtio-blk-pci,drive=disk1");
	arguments_are("nvme", START DRIVE("0", "/t/a,,b")
		      "-device nvme,drive=disk0,serial=kdp0 "
		      DRIVE("1", "/t/c")
		      "-device nvme,drive=disk1,serial=kdp1");
	arguments_are("ahci", START "-device ich9-ahci,id=kdp-hba "
		      DRIVE("0", "/t/a,,b")
		      "-device ide-hd,drive=disk0,bus=kdp-hba.0 "
		      DRIVE("1", "/t/c")
		      "-device ide-hd,drive=disk1,bus=kdp-hba.1");
	arguments_are("ide", START "-device piix4-ide,id=kdp-hba "
		      DRIVE("0", "/t/a,,b")
		      "-device ide-hd,drive=disk0,bus=kdp-hba.0,unit=0 "
		      DRIVE("1", "/t/c")
		      "-device ide-hd,drive=disk1,bus=kdp-hba.0,unit=1");
	arguments_are("megasas", START "-device megasas-gen2,id=kdp-hba "
		      DRIVE("0", "/t/a,,b") "-device scsi-hd,drive=disk0 "
		      DRIVE("1", "/t/c") "-device scsi-hd,drive=disk1");
}

static void kvm_takes_the_cpu_of_the_host(void)
{
	const struct kdp_shape_boot boot = {
		.qemu = "qemu", .kernel = "K", .initrd = "I", .cmdline = "L",
		.kvm = true,
	};
	struct kdp_argv words = { 0 };

	machine(2, 1024);
	kdp_shape_of(&topology, 0, &shape);
	kdp_shape_words(&shape, &boot, &words);
	TAP_STR(words.word[2], "kvm");
	TAP_STR(words.word[4], "host");
	kdp_argv_deinit(&words);
}

static void an_unknown_way_to_attach_a_disk_is_refused(void)
{
	struct kdp_error *err = kdp_shape_disk(&shape, "floppy");

	TAP_CHECK(err && err->code == KDP_ERROR_USAGE);
	TAP_CHECK(err && strstr(err->message, "found \"floppy\", expected virtio"));
	kdp_error_destroy(err);
}

int main(void)
{
	TAP_RUN(the_disk_controller_follows_the_topology);
	TAP_RUN(a_controller_without_a_model_is_told);
	TAP_RUN(old_ide_gives_way);
	TAP_RUN(cpus_and_memory_are_scaled);
	TAP_RUN(remapping_and_buses_follow_the_topology);
	TAP_RUN(arguments_are_those_expected);
	TAP_RUN(kvm_takes_the_cpu_of_the_host);
	TAP_RUN(an_unknown_way_to_attach_a_disk_is_refused);
	return tap_done();
}
